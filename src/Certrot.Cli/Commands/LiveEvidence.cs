using System.CommandLine;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect;
using Certrot.Collect.Gathered;
using Certrot.Collect.NodeAccess;

namespace Certrot.Cli.Commands;

/// <summary>Collects the evidence of a live node for the commands that need it.</summary>
/// <param name="connection">The connection's options.</param>
/// <param name="node">The node's options.</param>
internal sealed class LiveEvidence(ConnectionOptions connection, NodeOptions node)
{
    /// <summary>Collects.</summary>
    /// <param name="name">The node; null for this machine.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellation">Ends the collection.</param>
    /// <returns>The evidence; null where only what would be changed was to be shown, which is done.</returns>
    /// <exception cref="UsageException">There is no such node, or the options do not fit together.</exception>
    /// <exception cref="ClientConfigException">No connection can be made, and the node is not this machine.</exception>
    public async Task<EvidenceFiles?> CollectAsync(string? name, ParseResult parsed, CancellationToken cancellation)
    {
        var options = node.Read(parsed);
        if (name is null) options = options with { NodeAccess = NodeAccessKind.Local };
        using var api = Connect(parsed, options, out var without);
        if (node.IsDryRun(parsed))
        {
            if (name is null || api is null || options.NodeAccess != NodeAccessKind.Pod) throw new UsageException("--dry-run shows the pod of --node-access pod; everything else changes nothing.");
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(new ReaderPod(name, api.Namespace, options.Pod.Image).Json(), cancellation).ConfigureAwait(false);
            output.WriteByte((byte)'\n');
            return null;
        }

        var collector = new LiveCollector(api, TimeProvider.System);
        var files = await collector.CollectAsync(name, options, cancellation).ConfigureAwait(false);
        if (without is not null) files.Note($"without the API: {without}");
        if (name is not null && collector.NodeNames is { Count: > 0 } names && !names.Contains(name, StringComparer.Ordinal) && NearNames.Of(name, names) is { Count: > 0 } near && !files.Has("node/kubelet.log"))
            throw new UsageException($"there is no node {name}. Did you mean {string.Join(" or ", near)}?");
        foreach (var note in files.Notes) await Console.Error.WriteLineAsync($"certrot: {note}").ConfigureAwait(false);
        return files;
    }

    /// <summary>A node reads itself also where nobody left it a kubeconfig.</summary>
    private KubernetesApi? Connect(ParseResult parsed, LiveOptions options, out string? without)
    {
        without = null;
        try
        {
            return connection.Connect(parsed);
        }
        catch (ClientConfigException e) when (options.NodeAccess == NodeAccessKind.Local)
        {
            without = e.Message;
            return null;
        }
    }
}
