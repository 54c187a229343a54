using System.Text.Json;
using Certrot.ApiClient.Http;
using Certrot.Approval.Facts;
using Certrot.Collect.Cluster;
using Certrot.Kubernetes;

namespace Certrot.Collect.Approval;

/// <summary>Reads what decisions on CSRs need to know of a cluster.</summary>
/// <param name="api">The cluster.</param>
/// <param name="machines">Reads Machines; null where the policy has none.</param>
public sealed class ClusterFactsReader(KubernetesApi api, MachineReader? machines)
{
    private const string NodesPath = "/api/v1/nodes";
    private const string ServicesPath = "/api/v1/services";
    private const string EndpointsPath = "/api/v1/namespaces/default/endpoints/kubernetes";
    private const string ServiceCidrsPath = "/apis/networking.k8s.io/v1/servicecidrs";
    private const string KubeadmPath = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";

    /// <summary>Reads everything. What cannot be read is told in the facts, and nothing is approved then.</summary>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async Task<ClusterFacts> ReadAsync(CancellationToken cancellation)
    {
        var facts = new ClusterFacts();
        var slow = ReadSlowAsync(facts, cancellation);
        var nodes = new List<Node>();
        try
        {
            var reader = new ApiItemReader("nodes");
            await api.ListAsync(NodesPath, nodes.Clear, item =>
            {
                if (reader.Node(item) is { } node) nodes.Add(node);
            }, cancellation).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            facts.NodesProblem = ClusterCollector.Words(e, "list", "nodes");
        }

        nodes.ForEach(facts.Nodes.Set);
        await slow.ConfigureAwait(false);
        return facts;
    }

    /// <summary>Reads what seldom changes into the facts: what belongs to the cluster itself, and the Machines.</summary>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async Task ReadSlowAsync(ClusterFacts facts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var reading = ReadReservedAsync(cancellation);
        try
        {
            if (machines is not null) (facts.Machines, facts.MachinesProblem) = (await machines.ReadAsync(cancellation).ConfigureAwait(false), null);
        }
        catch (ApiException e)
        {
            facts.MachinesProblem = ClusterCollector.Words(e, "list", "machines");
        }

        facts.Reserved = await reading.ConfigureAwait(false);
    }

    private async Task<ReservedNames> ReadReservedAsync(CancellationToken cancellation)
    {
        var reserved = new ReservedNames();
        reserved.AddApiServer(AltName.Parse(api.Server.Host.Trim('[', ']')), $"the kubeconfig calls {api.Server.Host}");
        await ListAsync(reserved, ServicesPath, "services", reserved.AddService, Missing.Never, cancellation).ConfigureAwait(false);
        // An API server may be told to write none (--endpoint-reconciler-type=none).
        await GetAsync(reserved, EndpointsPath, "endpoints", reserved.AddApiServers, Missing.WhereThereIsNone, cancellation).ConfigureAwait(false);
        // Where neither of these is there, as before 1.33 without kubeadm, only addresses that Services have are known; the policy's reserved.addresses should name the network.
        await ListAsync(reserved, ServiceCidrsPath, "servicecidrs", reserved.AddServiceCidr, Missing.WhereNotLet, cancellation).ConfigureAwait(false);
        await GetAsync(reserved, KubeadmPath, "configmaps", reserved.AddKubeadmConfig, Missing.WhereNotLet, cancellation).ConfigureAwait(false);
        return reserved;
    }

    private async Task ListAsync(ReservedNames reserved, string path, string resource, Action<JsonElement> add, Missing may, CancellationToken cancellation)
    {
        try
        {
            await api.ListAsync(path, () => { }, add, cancellation).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            Note(reserved, e, may, "list", resource);
        }
    }

    private async Task GetAsync(ReservedNames reserved, string path, string resource, Action<JsonElement> add, Missing may, CancellationToken cancellation)
    {
        try
        {
            using var document = JsonDocument.Parse(await api.GetAsync(path, cancellation).ConfigureAwait(false));
            add(document.RootElement);
        }
        catch (ApiException e)
        {
            Note(reserved, e, may, "get", resource);
        }
        catch (JsonException)
        {
            reserved.Problem ??= $"the answer to {path} is not JSON";
        }
    }

    private static void Note(ReservedNames reserved, ApiException e, Missing may, string verb, string resource)
    {
        if (e.IsNotFound && may != Missing.Never) return;
        if (e.IsForbidden && may == Missing.WhereNotLet) reserved.Unread ??= ClusterCollector.Words(e, verb, resource);
        else reserved.Problem ??= ClusterCollector.Words(e, verb, resource);
    }

    /// <summary>When decisions can do without something.</summary>
    private enum Missing
    {
        Never,
        WhereThereIsNone,
        WhereNotLet,
    }
}
