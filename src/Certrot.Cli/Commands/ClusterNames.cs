using System.CommandLine.Completions;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;

namespace Certrot.Cli.Commands;

/// <summary>Names of objects of a live cluster, for shells that complete them.</summary>
internal static class ClusterNames
{
    /// <summary>A shell waits no longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The names of a list; none where it cannot be read.</summary>
    /// <param name="path">The list.</param>
    public static List<CompletionItem> Of(string path)
    {
        try
        {
            using var stop = new CancellationTokenSource(Patience);
            using var api = new KubernetesApi(KubeconfigLoader.ForProcess().Load(new ClientOptions { RequestTimeout = Patience }), TimeProvider.System, $"certrot/{ProgramVersion.Version}");
            var names = new List<CompletionItem>();
            api.ListAsync(path, names.Clear, item => names.Add(new CompletionItem(item.GetProperty("metadata").GetProperty("name").GetString()!)), stop.Token).GetAwaiter().GetResult();
            return names;
        }
        catch (Exception e) when (e is ClientConfigException or ApiException or OperationCanceledException or KeyNotFoundException)
        {
            // A shell that completes has nowhere to show an error.
            return [];
        }
    }
}
