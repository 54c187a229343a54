using System.CommandLine;
using Certrot.Act.Approval;
using Certrot.Act.Repair;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Causes;
using Certrot.Cli.Output;
using Certrot.Collect;
using Certrot.Collect.Gathered;
using Certrot.Collect.NodeAccess;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Render;
using Certrot.Render.Repair;
using Certrot.Repair;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot fix</c>: plans the repair of nodes, and carries it out where it is asked to.</summary>
internal sealed class FixCommand
{
    private const int NodesAtOnce = 8;

    private readonly Argument<string[]> nodes = new("NODE") { Description = "Nodes of a live cluster", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> all = new("--all") { Description = "Every node of the cluster: client certificates first, then the serving ones" };
    private readonly Option<bool> local = new("--local") { Description = "This machine is the node" };
    private readonly Option<string?> bundle = new("--bundle") { Description = "Plan from an evidence bundle: a directory, .tar.gz, .tgz, .tar or .zip", HelpName = "PATH" };
    private readonly Option<bool> apply = new("--apply") { Description = "Carry the plan out step by step, verify each step, take back what did not work; without it nothing is changed" };
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "Do not ask before each step" };
    private readonly Option<string?> audit = new("--audit-log") { Description = "File to append a JSON line to for each change", HelpName = "PATH" };
    private readonly Option<string> output = new("--output", "-o") { Description = "text or json (the plan)", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> noColor = new("--no-color") { Description = "No colours, whatever the terminal (NO_COLOR does the same)" };
    private readonly PolicyOption policy = new(required: false);
    private readonly NodeOptions access = new() { ShowsPod = false };
    private readonly ConnectionOptions connection = new();

    public static Command Create()
    {
        var own = new FixCommand();
        own.nodes.CompletionSources.Add(static _ => ClusterNames.Of("/api/v1/nodes"));
        own.output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("fix", "Plan the repair of nodes; with --apply carry it out, verified and reversible") { own.nodes, own.all, own.local, own.bundle, own.apply, own.yes, own.audit, own.output, own.noColor };
        own.policy.AddTo(command);
        own.access.AddTo(command);
        own.connection.AddTo(command);
        command.SetAction(own.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var named = (parsed.GetValue(nodes) ?? []).Distinct(StringComparer.Ordinal).ToList();
        var applies = parsed.GetValue(apply);
        // As many names as one likes may be given, and a mistyped option would be one of them: no node is called so (RFC 1123).
        if (named.Find(n => n.StartsWith('-')) is { } option) throw new UsageException($"there is no option {option}.");
        if (new[] { named.Count > 0, parsed.GetValue(all), parsed.GetValue(local), parsed.GetValue(bundle) is not null }.Count(given => given) != 1) throw new UsageException("name nodes, or --all, or --local on the node itself, or --bundle PATH.");
        if (parsed.GetValue(bundle) is { } path)
        {
            if (applies) throw new UsageException("a bundle cannot be repaired: name the node to carry its plan out.");
            return Show(parsed, [RepairPlanner.Plan(BundleReader.Read(path, Scanner(), TimeProvider.System, ct: cancellation))]);
        }

        if (applies && parsed.GetRequiredValue(output) == "json") throw new UsageException("-o json shows plans; with --apply, --audit-log takes a JSON line for each change.");
        if (applies && !parsed.GetValue(yes) && Console.IsInputRedirected) throw new UsageException("there is no terminal to ask: give --yes to carry the plan out, or leave --apply away to look at it only.");
        if (named.Count > 1 && access.Read(parsed).Ssh.Host is not null) throw new UsageException("--ssh-host goes with one node.");
        var read = policy.Read(parsed);
        var live = new LiveEvidence(connection, access);
        using var api = Connect(parsed);
        var runs = new List<RepairRun>();
        if (parsed.GetValue(all))
        {
            var gate = new Lock();
            await live.CollectAllAsync(NodesAtOnce, files =>
            {
                var run = Run(files.Node, files, api, parsed, cancellation);
                lock (gate) runs.Add(run);
                return $"{files.Node}: {run.Plan.Verdict}";
            }, parsed, cancellation).ConfigureAwait(false);
            runs = [.. runs.OrderBy(r => r.Plan.Node, StringComparer.Ordinal)];
        }
        else
        {
            foreach (var node in parsed.GetValue(local) ? [null] : named.Cast<string?>())
            {
                runs.Add(Run(node, (await live.CollectAsync(node, parsed, cancellation).ConfigureAwait(false))!, api, parsed, cancellation));
            }
        }

        return applies ? await ApplyAsync(parsed, read, api, runs, cancellation).ConfigureAwait(false) : Show(parsed, [.. runs.Select(r => r.Plan)]);
    }

    private RepairRun Run(string? node, EvidenceFiles files, KubernetesApi? api, ParseResult parsed, CancellationToken cancellation)
    {
        var options = access.Read(parsed);
        if (node is null) options = options with { NodeAccess = NodeAccessKind.Local };
        LiveCollector Collector() => new(Task.FromResult(api), TimeProvider.System);
        var shell = new Lazy<NodeShell?>(() => Collector().ShellAsync(node, options, cancellation).GetAwaiter().GetResult());
        return new RepairRun(
            Read(files, cancellation),
            async token => Read(await Collector().CollectAsync(node, options, token).ConfigureAwait(false), token),
            options.NodeAccess is NodeAccessKind.Auto or NodeAccessKind.Local or NodeAccessKind.Ssh ? id => new NodeRepairer(shell.Value!, id) : null);
    }

    private async Task<int> ApplyAsync(ParseResult parsed, Approval.Policy.ApprovalPolicy read, KubernetesApi? api, List<RepairRun> runs, CancellationToken cancellation)
    {
        var rendering = Rendering(parsed);
        var able = runs.Where(r => r.Plan is { Refusal: null, Steps.Count: > 0 }).ToList();
        foreach (var run in runs.Except(able)) PlanText.Write(Console.Out, run.Plan, rendering);
        foreach (var run in able) PlanText.Write(Console.Out, run.Plan with { Steps = [] }, rendering);
        if (able.Count == 0) return Code(runs.Select(r => r.Plan));
        using var machines = policy.Machines(read, parsed);
        using var log = parsed.GetValue(audit) is { } file ? AuditLog.Open(file, $"{Environment.UserName}@{Environment.MachineName}") : null;
        var runner = new RepairRunner(api, machines, read, new RepairTalk(!parsed.GetValue(yes), able.Count > 1, rendering), new RepairAudit(line => Console.Error.WriteLine($"certrot: {PlanText.Clean(line)}"), log, TimeProvider.System), TimeProvider.System);
        try
        {
            await runner.RunAsync(able, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Also of a repair that was cancelled: what it could not take back has to be known.
            Console.WriteLine();
            foreach (var outcome in able.Select(r => r.Outcome).OfType<RepairOutcome>()) PlanText.WriteOutcome(Console.Out, outcome.Plan, outcome.Repaired, outcome.Text, outcome.Left, outcome.Backups, rendering);
        }

        return able.All(r => r.Outcome is { Repaired: true }) && runs.Except(able).All(r => r.Plan.Refusal is null && ExitCodes.Of(r.Plan.Verdict) == ExitCodes.Healthy) ? ExitCodes.Healthy : ExitCodes.Failing;
    }

    private int Show(ParseResult parsed, IReadOnlyList<RepairPlan> plans)
    {
        if (parsed.GetRequiredValue(output) == "json")
        {
            using var stream = Console.OpenStandardOutput();
            PlanJson.Write(stream, plans);
            return Code(plans);
        }

        for (var i = 0; i < plans.Count; i++)
        {
            if (i > 0) Console.WriteLine();
            PlanText.Write(Console.Out, plans[i], Rendering(parsed));
        }

        return Code(plans);
    }

    /// <summary>The gravest of the plans' verdicts.</summary>
    private static int Code(IEnumerable<RepairPlan> plans)
    {
        int[] gravest = [ExitCodes.Failing, ExitCodes.AtRisk, ExitCodes.Undetermined];
        var codes = plans.Select(p => ExitCodes.Of(p.Verdict)).ToHashSet();
        return gravest.FirstOrDefault(codes.Contains, ExitCodes.Healthy);
    }

    /// <summary>A node is repaired by itself also where nobody left it a kubeconfig, as far as its files are concerned.</summary>
    private KubernetesApi? Connect(ParseResult parsed)
    {
        try
        {
            return connection.Connect(parsed);
        }
        catch (ClientConfigException) when (parsed.GetValue(local))
        {
            return null;
        }
    }

    private static NodeEvidence Read(EvidenceFiles files, CancellationToken cancellation) => BundleReader.Read(files, Scanner(), TimeProvider.System, cancellation);

    private static LogScanner Scanner() => new(CauseCatalogue.LogPatterns);

    private RenderOptions Rendering(ParseResult parsed) => new() { Width = ReportPrinter.Width(), Color = ReportPrinter.Color(parsed.GetValue(noColor)) };
}
