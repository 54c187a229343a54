using System.CommandLine;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Cli.Output;
using Certrot.Collect;
using Certrot.Collect.Fleet;
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
        string? without = null;
        var connecting = Task.Run(() => Connect(parsed, options, out without), cancellation);
        if (node.IsDryRun(parsed))
        {
            using var api = await connecting.ConfigureAwait(false);
            if (name is null || api is null || options.NodeAccess != NodeAccessKind.Pod) throw new UsageException("--dry-run shows the pod of --node-access pod; everything else changes nothing.");
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(new ReaderPod(name, api.Namespace, options.Pod.Image).Json(), cancellation).ConfigureAwait(false);
            output.WriteByte((byte)'\n');
            return null;
        }

        var collector = new LiveCollector(connecting, TimeProvider.System);
        EvidenceFiles files;
        await using (var line = ProgressLine.Start(name ?? "this machine", options.Progress))
        {
            files = await collector.CollectAsync(name, options with { Audit = line.Say }, cancellation).ConfigureAwait(false);
        }

        (await connecting.ConfigureAwait(false))?.Dispose();
        if (without is not null) files.Note($"without the API: {without}");
        if (name is not null && collector.NodeNames is { Count: > 0 } names && !names.Contains(name, StringComparer.Ordinal) && NearNames.Of(name, names) is { Count: > 0 } near && !files.Has("node/kubelet.log"))
            throw new UsageException($"there is no node {name}. Did you mean {string.Join(" or ", near)}?");
        foreach (var note in files.Notes) await Console.Error.WriteLineAsync($"certrot: {note}").ConfigureAwait(false);
        return files;
    }

    /// <summary>Collects every node of the cluster.</summary>
    /// <param name="parallel">Nodes at once.</param>
    /// <param name="take">Takes the evidence of a node; what it returns is said.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellation">Ends the collection.</param>
    /// <returns>How many nodes there are.</returns>
    /// <exception cref="UsageException">The options do not fit together.</exception>
    /// <exception cref="ClientConfigException">No connection can be made, or the nodes cannot be listed.</exception>
    public async Task<int> CollectAllAsync(int parallel, Func<EvidenceFiles, string> take, ParseResult parsed, CancellationToken cancellation)
    {
        var options = node.Read(parsed);
        if (options.NodeAccess == NodeAccessKind.Local || options.Ssh.Host is not null || node.IsDryRun(parsed)) throw new UsageException("--all goes with neither --node-access local nor --ssh-host nor --dry-run.");
        using var api = connection.Connect(parsed);
        using var fleet = new FleetCollector(api, TimeProvider.System);
        await using var line = ProgressLine.Start("all nodes", options.Progress);
        var (count, cluster) = await fleet.CollectAsync(options with { Audit = line.Say }, parallel, files => line.Say(take(files)), cancellation).ConfigureAwait(false);
        return count ?? throw new ClientConfigException($"the nodes cannot be listed: {cluster.Errors.FirstOrDefault(e => e.Path == "cluster/nodes.json")?.Error ?? "no reason is known"}");
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
