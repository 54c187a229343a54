using System.CommandLine;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;

namespace Certrot.Cli.Commands;

/// <summary>kubectl's flags of the connection.</summary>
internal sealed class ConnectionOptions
{
    private const string Group = "PATH";

    private readonly Option<string?> kubeconfig = new("--kubeconfig") { Description = "Kubeconfig file; else KUBECONFIG, ~/.kube/config or the pod's service account", HelpName = Group };
    private readonly Option<string?> context = new("--context") { Description = "Context of the kubeconfig", HelpName = "NAME" };
    private readonly Option<string?> cluster = new("--cluster") { Description = "Cluster of the kubeconfig", HelpName = "NAME" };
    private readonly Option<string?> user = new("--user") { Description = "User of the kubeconfig", HelpName = "NAME" };
    private readonly Option<string?> server = new("--server", "-s") { Description = "Address of the API server; for diagnose also of a certrot serve", HelpName = "URL" };
    private readonly Option<string?> space = new("--namespace", "-n") { Description = "Namespace of the pod of --node-access pod; else the context's", HelpName = "NAME" };
    private readonly Option<string?> impersonate = new("--as") { Description = "User to act as", HelpName = "USER" };
    private readonly Option<string[]> groups = new("--as-group") { Description = "Group to act as; may be repeated", HelpName = "GROUP", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool?> insecure = new("--insecure-skip-tls-verify") { Description = "Do not verify the API server's certificate" };
    private readonly Option<string?> tlsServerName = new("--tls-server-name") { Description = "Name that the API server's certificate must be for", HelpName = "NAME" };
    private readonly Option<TimeSpan?> timeout = new("--request-timeout") { Description = "Time for one call, such as 5s or 1m", HelpName = "TIME", CustomParser = Time };

    public ConnectionOptions() => context.CompletionSources.Add(_ => Contexts());

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { kubeconfig, context, cluster, user, server, space, impersonate, groups, insecure, tlsServerName, timeout }) command.Add(option);
    }

    /// <summary>A client for what the command line says.</summary>
    /// <exception cref="ClientConfigException">No connection can be made of it.</exception>
    public KubernetesApi Connect(ParseResult parsed) => Connect(parsed, null);

    /// <summary>A client for what the command line says, in a context of its own.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="other">The context; null for that of the command line.</param>
    /// <exception cref="ClientConfigException">No connection can be made of it.</exception>
    public KubernetesApi Connect(ParseResult parsed, string? other) =>
        new(KubeconfigLoader.ForProcess().Load(other is null ? Read(parsed) : Read(parsed) with { Context = other }), TimeProvider.System, $"certrot/{ProgramVersion.Version}");

    /// <summary>The address that <c>--server</c> names; null where it names none.</summary>
    public string? Server(ParseResult parsed) => parsed.GetValue(server);

    /// <summary>The context that <c>--context</c> names; null where it names none.</summary>
    public string? Context(ParseResult parsed) => parsed.GetValue(context);

    /// <summary>The contexts of the kubeconfig.</summary>
    /// <exception cref="ClientConfigException">It cannot be read.</exception>
    public IReadOnlyList<string> Contexts(ParseResult parsed) => [.. KubeconfigLoader.ForProcess().Contexts(Read(parsed))];

    private ClientOptions Read(ParseResult parsed) => new()
    {
        Kubeconfig = parsed.GetValue(kubeconfig),
        Context = parsed.GetValue(context),
        Cluster = parsed.GetValue(cluster),
        User = parsed.GetValue(user),
        Server = parsed.GetValue(server),
        Namespace = parsed.GetValue(space),
        Impersonate = parsed.GetValue(impersonate),
        ImpersonateGroups = parsed.GetValue(groups) ?? [],
        InsecureSkipTlsVerify = parsed.GetValue(insecure),
        TlsServerName = parsed.GetValue(tlsServerName),
        RequestTimeout = parsed.GetValue(timeout),
    };

    internal static IEnumerable<System.CommandLine.Completions.CompletionItem> Contexts()
    {
        try
        {
            return KubeconfigLoader.ForProcess().Contexts(new ClientOptions()).Select(c => new System.CommandLine.Completions.CompletionItem(c));
        }
        catch (ClientConfigException)
        {
            // A shell that completes has nowhere to show an error.
            return [];
        }
    }

    /// <summary>Go's durations of one unit, and plain seconds, as kubectl takes them.</summary>
    private static TimeSpan? Time(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TimeText.Read(text.Length > 0 && char.IsAsciiDigit(text[^1]) ? text + "s" : text) is { TotalDays: <= 1 } time) return time;
        result.AddError($"--request-timeout {text} is no time: write 5s, 1m or 2h.");
        return null;
    }
}
