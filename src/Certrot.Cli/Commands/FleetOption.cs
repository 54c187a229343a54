using System.CommandLine;
using Certrot.Collect.Fleet;
using Certrot.Collect.Gathered;
using Certrot.Fleet;

namespace Certrot.Cli.Commands;

/// <summary>Which clusters, how their kubelets are asked, and how their nodes are judged: the same for one scan and for a server.</summary>
internal sealed class FleetOption
{
    private readonly Option<string[]> contexts = new("--contexts") { Description = "Contexts of the kubeconfig, separated by commas; else the current one", HelpName = "NAMES" };
    private readonly Option<bool> allContexts = new("--all-contexts") { Description = "Every context of the kubeconfig" };
    private readonly Option<TimeSpan?> warnBefore = new("--warn-before") { Description = "At risk is what ends within this time, such as 30d or 12h, instead of by its share", HelpName = "TIME", CustomParser = Time };
    private readonly Option<int> warnShare = new("--warn-share") { Description = "At risk is what has less than this per cent of its lifetime left", HelpName = "PERCENT", DefaultValueFactory = _ => 10 };
    private readonly Option<string?> exclusions = new("--exclusions") { Description = "File of what is known already and raises no alarm", HelpName = "PATH" };
    private readonly Option<string?> poolLabel = new("--pool-label") { Description = "Label that names a node's pool, where it is none of the providers' own", HelpName = "LABEL" };
    private readonly Option<bool> noHandshakes = new("--no-handshakes") { Description = "Do not ask the kubelets' ports for their serving certificates" };
    private readonly Option<bool> noMetrics = new("--no-metrics") { Description = "Do not ask the kubelets for metrics through the API server" };
    private readonly Option<int> parallel = new("--parallel") { Description = "Kubelets that are asked at once", HelpName = "N", DefaultValueFactory = _ => 128 };

    public FleetOption()
    {
        contexts.AllowMultipleArgumentsPerToken = false;
        contexts.CompletionSources.Add(_ => ConnectionOptions.Contexts());
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { contexts, allContexts, warnBefore, warnShare, exclusions, poolLabel, noHandshakes, noMetrics, parallel }) command.Add(option);
    }

    /// <summary>The contexts that are meant; null stands for the current one.</summary>
    /// <exception cref="UsageException">The options do not fit together.</exception>
    public List<string?> Contexts(ParseResult parsed, ConnectionOptions connection)
    {
        var named = (parsed.GetValue(contexts) ?? []).SelectMany(c => c.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToList<string?>();
        if (!parsed.GetValue(allContexts)) return named.Count > 0 ? named : [null];
        if (named.Count > 0) throw new UsageException("--contexts and --all-contexts do not go together.");
        return connection.Contexts(parsed) is { Count: > 0 } all ? [.. all] : throw new UsageException("the kubeconfig has no contexts.");
    }

    /// <summary>How nodes are judged.</summary>
    /// <exception cref="UsageException">A value is none, or the file of exclusions has a mistake.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public FleetOptions Judging(ParseResult parsed)
    {
        if (parsed.GetValue(warnShare) is < 0 or > 100) throw new UsageException("--warn-share is a number from 0 to 100.");
        return new FleetOptions
        {
            Thresholds = new Thresholds { Share = parsed.GetValue(warnShare) / 100.0, Fixed = parsed.GetValue(warnBefore) },
            Exclusions = Exclusions(parsed),
            PoolLabel = parsed.GetValue(poolLabel),
        };
    }

    /// <summary>How kubelets are asked.</summary>
    /// <exception cref="UsageException">A value is none.</exception>
    public ScanOptions Scanning(ParseResult parsed, CollectionProgress progress)
    {
        if (parsed.GetValue(parallel) is < 1 or > 4096) throw new UsageException("--parallel is a number from 1 to 4096.");
        return new ScanOptions { Handshakes = !parsed.GetValue(noHandshakes), Metrics = !parsed.GetValue(noMetrics), Parallel = parsed.GetValue(parallel), Progress = progress };
    }

    private IReadOnlyList<Exclusion> Exclusions(ParseResult parsed)
    {
        if (parsed.GetValue(exclusions) is not { } path) return [];
        var read = ExclusionReader.Read(File.ReadAllBytes(path), out var problem);
        if (problem is not null) throw new UsageException($"{path}: {problem}");
        foreach (var over in read.Where(e => !e.Holds(TimeProvider.System.GetUtcNow()))) Console.Error.WriteLine($"certrot: {path}: an exclusion ended on {over.Until:yyyy-MM-dd} and does not count any more: {over.Reason}");
        return read;
    }

    private static TimeSpan? Time(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TimeText.Read(text) is { } time) return time;
        result.AddError($"--warn-before {text} is no time: write 30d or 12h.");
        return null;
    }
}
