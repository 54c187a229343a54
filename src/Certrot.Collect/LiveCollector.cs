using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect.Bundle;
using Certrot.Collect.Cluster;
using Certrot.Collect.Gathered;
using Certrot.Collect.NodeAccess;
using Certrot.Kubernetes;
using Certrot.Logs;

namespace Certrot.Collect;

/// <summary>
/// Performs the playbook's steps on a live cluster, all at once and read-only. Each source fails for itself; what was got, how, and why the rest was not is in the
/// evidence.
/// </summary>
/// <param name="connecting">The API server, null where the node alone is read: a node is begun to be read before the kubeconfig has been.</param>
/// <param name="clock">Tells the time.</param>
public sealed class LiveCollector(Task<KubernetesApi?> connecting, TimeProvider clock)
{
    private ClientConfigException? noCredentials;

    /// <summary>Names of the cluster's nodes; null where they could not be listed.</summary>
    public IReadOnlyList<string>? NodeNames { get; private set; }

    /// <summary>Collects the evidence of a node.</summary>
    /// <param name="node">Its name; null for this machine, whose kubelet's certificate tells it.</param>
    /// <param name="options">What and how.</param>
    /// <param name="cancellation">Ends the collection.</param>
    /// <exception cref="OperationCanceledException">The collection was cancelled.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public async Task<EvidenceFiles> CollectAsync(string? node, LiveOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var files = new EvidenceFiles(node ?? Environment.MachineName.ToLowerInvariant(), clock.GetUtcNow());
        if (node is null)
        {
            await ScriptAsync(files, "local", c => c.LocalAsync(cancellation), options).ConfigureAwait(false);
            // A host name may be another than the node's (cloud names, short and full names).
            files.Node = NodeNameInference.OfHost(BundleReader.Read(files, new LogScanner([]), clock, cancellation).Host) ?? files.Node;
            // The rest needs the API alone.
            options = options with { NodeAccess = NodeAccessKind.Proxy };
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The node first, and each on a thread of its own: loading the code of one would keep the other from being begun, and SSH takes the longest.
        var work = Task.WhenAll(Task.Run(() => NodeAsync(files, options, stop.Token), stop.Token), Task.Run(() => ClusterAsync(files, options, stop.Token), stop.Token));
        try
        {
            await connecting.ConfigureAwait(false);
        }
        catch (ClientConfigException)
        {
            // Nobody waits for a node then.
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await work.ConfigureAwait(false);
        if (noCredentials is null) return files;
        if (files.Paths.Count == 0) throw noCredentials;
        files.Note($"without the API: {noCredentials.Message}");
        return files;
    }

    /// <summary>A shell of the node, reached the way that its evidence is collected.</summary>
    /// <param name="node">Its name; null for this machine.</param>
    /// <param name="options">How it is reached.</param>
    /// <param name="cancellation">Ends the calls.</param>
    /// <returns>Null where the options give no way to change the node.</returns>
    public async Task<NodeShell?> ShellAsync(string? node, LiveOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (node is null || options.NodeAccess == NodeAccessKind.Local || (options.NodeAccess == NodeAccessKind.Auto && IsThisMachine(node))) return NodeShell.Local;
        if (options.NodeAccess is not (NodeAccessKind.Auto or NodeAccessKind.Ssh)) return null;
        return NodeShell.Ssh(await SshHostAsync(node, options, new Lazy<Task<Node?>>(() => NodeObjectAsync(node, cancellation))).ConfigureAwait(false), options.Ssh);
    }

    /// <summary>Credentials that cannot be had (an exec plugin that fails, a token file that is gone) cost what the API tells, and not what the node does.</summary>
    private async Task WithCredentialsAsync(EvidenceFiles files, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (ClientConfigException e) when (connecting.IsCompletedSuccessfully)
        {
            noCredentials = e;
            files.Fail("cluster/nodes.json", e.Message);
        }
    }

    /// <summary>Collects what concerns the whole cluster.</summary>
    /// <param name="files">Takes it.</param>
    /// <param name="options">What and how.</param>
    /// <param name="cancellation">Ends the collection.</param>
    internal async Task ClusterAsync(EvidenceFiles files, LiveOptions options, CancellationToken cancellation)
    {
        if (await connecting.ConfigureAwait(false) is not { } api) return;
        using var step = options.Progress.Begin($"API server {api.Server.Authority}");
        var collector = new ClusterCollector(api, files);
        await WithCredentialsAsync(files, () => collector.CollectAsync(cancellation)).ConfigureAwait(false);
        NodeNames = collector.NodeNames;
    }

    /// <summary>Collects what concerns one node.</summary>
    /// <param name="files">Takes it.</param>
    /// <param name="options">What and how.</param>
    /// <param name="cancellation">Ends the collection.</param>
    internal async Task NodeAsync(EvidenceFiles files, LiveOptions options, CancellationToken cancellation)
    {
        var node = new Lazy<Task<Node?>>(() => NodeObjectAsync(files.Node, cancellation));
        await Task.WhenAll(AccessAsync(files, options, node, cancellation), ServingAsync(files, options, node, cancellation), ReviewsAsync(files, cancellation)).ConfigureAwait(false);
    }

    private async Task ReviewsAsync(EvidenceFiles files, CancellationToken cancellation)
    {
        if (await connecting.ConfigureAwait(false) is not { } api) return;
        await WithCredentialsAsync(files, () => new AccessReviewCollector(api, files).CollectAsync(cancellation)).ConfigureAwait(false);
    }

    private async Task AccessAsync(EvidenceFiles files, LiveOptions options, Lazy<Task<Node?>> node, CancellationToken cancellation)
    {
        var kind = options.NodeAccess;
        if (kind == NodeAccessKind.None) return;
        if (kind == NodeAccessKind.Local || (kind == NodeAccessKind.Auto && IsThisMachine(files.Node)))
        {
            await ScriptAsync(files, "local", c => c.LocalAsync(cancellation), options).ConfigureAwait(false);
            await ProxyAsync(files, cancellation).ConfigureAwait(false);
            return;
        }

        if (kind == NodeAccessKind.Pod && await connecting.ConfigureAwait(false) is { } api)
        {
            var noWay = await ProxyAsync(files, cancellation).ConfigureAwait(false);
            await PodAsync(files, api, options, noWay, cancellation).ConfigureAwait(false);
            return;
        }

        var ssh = kind is NodeAccessKind.Auto or NodeAccessKind.Ssh ? SshAsync(files, options, node, cancellation) : Task.CompletedTask;
        await Task.WhenAll(ssh, ProxyAsync(files, cancellation)).ConfigureAwait(false);
    }

    private async Task SshAsync(EvidenceFiles files, LiveOptions options, Lazy<Task<Node?>> node, CancellationToken cancellation)
    {
        var host = await SshHostAsync(files.Node, options, node).ConfigureAwait(false);
        await ScriptAsync(files, $"ssh to {host}", c => c.SshAsync(host, options.Ssh, cancellation), options).ConfigureAwait(false);
    }

    private static async Task<string> SshHostAsync(string name, LiveOptions options, Lazy<Task<Node?>> node) => options.Ssh.Host ?? (IsKnownToSsh(name) ? name : await HostAsync(name, node).ConfigureAwait(false));

    private async Task PodAsync(EvidenceFiles files, KubernetesApi server, LiveOptions options, ApiException? noWay, CancellationToken cancellation)
    {
        // Commands in pods go the same way as the proxy: from the API server to the kubelet's port, with the kubelet's serving certificate. A pod would be for nothing.
        if (noWay?.Status?.Code >= 500)
        {
            const string file = "node/kubelet.log";
            files.Fail(file, $"no pod was created: the API server cannot reach the kubelet, so no command can run in a pod on this node: {noWay.Message}");
            files.Note("no pod was created: the API server cannot reach the kubelet, so no command can run in a pod on this node; use --node-access ssh");
            return;
        }

        var pod = new ReaderPod(files.Node, server.Namespace, options.Pod.Image);
        await ScriptAsync(files, $"a pod of image {pod.Image}", c => c.PodAsync(new PodAccess(server, pod, clock, options.Audit), cancellation), options).ConfigureAwait(false);
    }

    private async Task ScriptAsync(EvidenceFiles files, string access, Func<NodeScriptCollector, Task<string?>> run, LiveOptions options)
    {
        using var step = options.Progress.Begin(access);
        var failure = await run(new NodeScriptCollector(files, Reference, options.Since)).ConfigureAwait(false);
        files.Note(failure is null ? $"node read by {access}" : $"{access} failed: {failure}");
        if (failure is not null) files.Fail("node/kubelet.log", $"{access}: {failure}");
    }

    private async Task<ApiException?> ProxyAsync(EvidenceFiles files, CancellationToken cancellation)
    {
        if (await connecting.ConfigureAwait(false) is not { } api) return null;
        ApiException? failure = null;
        await WithCredentialsAsync(files, async () => failure = await new ProxyCollector(api, files).CollectAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        if (noCredentials is not null) return null;
        files.Note(failure is null ? "kubelet asked through the API server's proxy" : $"the API server's proxy to the kubelet failed: {failure.Message}");
        return failure;
    }

    private static async Task ServingAsync(EvidenceFiles files, LiveOptions options, Lazy<Task<Node?>> node, CancellationToken cancellation)
    {
        if (files.Has("node/serving.pem")) return;
        var port = NodeEndpoint.Port(await node.Value.ConfigureAwait(false));
        using var step = options.Progress.Begin($"port {port}");
        var (pem, error) = await ServingProbe.ReadAsync(await HostAsync(files.Node, node).ConfigureAwait(false), port, cancellation).ConfigureAwait(false);
        if (pem is not null) files.Add("node/serving.pem", pem);
        else files.Fail("node/serving.pem", error!);
    }

    /// <summary>The node's address as the cluster knows it; its name where the API does not tell.</summary>
    private static async Task<string> HostAsync(string name, Lazy<Task<Node?>> node) => await node.Value.ConfigureAwait(false) is { } known ? NodeEndpoint.Hosts(known)[0] : name;

    /// <summary>The Node object; null where the API does not tell.</summary>
    private async Task<Node?> NodeObjectAsync(string node, CancellationToken cancellation)
    {
        if (await connecting.ConfigureAwait(false) is not { } api) return null;
        try
        {
            var body = await api.GetAsync($"/api/v1/nodes/{Uri.EscapeDataString(node)}", cancellation).ConfigureAwait(false);
            using var document = JsonDocument.Parse(body);
            return new ApiItemReader("cluster/nodes.json").Node(document.RootElement);
        }
        catch (Exception e) when (e is ApiException or ClientConfigException or JsonException)
        {
            // The list of nodes meets the same trouble, and tells it.
            return null;
        }
    }

    /// <summary>The moment by the API server's clock where it answered, else by this machine's; null where neither is another clock than the node's.</summary>
    private DateTimeOffset? Reference(bool isThisMachine)
    {
        var now = clock.GetUtcNow();
        return connecting is { IsCompletedSuccessfully: true, Result.Clocks: { } clocks } ? now + (clocks.Server - clocks.Here) : isThisMachine ? null : now;
    }

    private static bool IsThisMachine(string node) =>
        OperatingSystem.IsLinux() && node.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase) && (Directory.Exists("/var/lib/kubelet") || Directory.Exists("/var/lib/rancher") || Directory.Exists("/var/snap/microk8s"));

    /// <summary>Whether ssh_config has a host name of its own for a node, or the name resolves.</summary>
    private static bool IsKnownToSsh(string node)
    {
        if (node.StartsWith('-')) return false;
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ssh") { ArgumentList = { "-G", "--", node }, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
            var settings = process!.StandardOutput.ReadToEnd().Split('\n');
            process.WaitForExit();
            if (Array.Find(settings, s => s.StartsWith("hostname ", StringComparison.Ordinal)) is { } line && !line[9..].Equals(node, StringComparison.OrdinalIgnoreCase)) return true;
            return Dns.GetHostAddresses(node).Length > 0;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or SocketException)
        {
            return false;
        }
    }
}
