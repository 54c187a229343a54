using System.CommandLine;
using System.CommandLine.Completions;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;

namespace Certrot.Cli.Commands;

/// <summary>The node of a live cluster, with its names completed from the cluster.</summary>
internal static class NodeArgument
{
    /// <summary>A shell waits no longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static Argument<string?> Create()
    {
        var node = new Argument<string?>("NODE") { Description = "Node of a live cluster", Arity = ArgumentArity.ZeroOrOne };
        node.CompletionSources.Add(_ => Names());
        return node;
    }

    private static List<CompletionItem> Names()
    {
        try
        {
            using var stop = new CancellationTokenSource(Patience);
            using var api = new KubernetesApi(KubeconfigLoader.ForProcess().Load(new ClientOptions { RequestTimeout = Patience }), TimeProvider.System, $"certrot/{ProgramVersion.Version}");
            var names = new List<CompletionItem>();
            api.ListAsync("/api/v1/nodes", names.Clear, item => names.Add(new CompletionItem(item.GetProperty("metadata").GetProperty("name").GetString()!)), stop.Token).GetAwaiter().GetResult();
            return names;
        }
        catch (Exception e) when (e is ClientConfigException or ApiException or OperationCanceledException or KeyNotFoundException)
        {
            // A shell that completes has nowhere to show an error.
            return [];
        }
    }
}
