using Certrot.ApiClient.Http;
using Certrot.Approval.Facts;
using Certrot.Approval.Policy;

namespace Certrot.Collect.Approval;

/// <summary>Reads the Machines of Cluster API (cluster.x-k8s.io) or OpenShift (machine.openshift.io): both tell <c>status.nodeRef</c> and <c>status.addresses</c>.</summary>
/// <param name="api">The cluster that has them.</param>
/// <param name="policy">Which ones.</param>
public sealed class MachineReader(KubernetesApi api, MachinePolicy policy)
{
    /// <summary>Where they are listed.</summary>
    public string Path => $"/apis/{policy.ApiVersion}/{(policy.Namespace is { } space ? $"namespaces/{space}/" : "")}machines";

    /// <summary>Reads them.</summary>
    /// <exception cref="ApiException">The answer is an error, or there is none.</exception>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async Task<MachineDirectory> ReadAsync(CancellationToken cancellation)
    {
        var machines = new List<Machine>();
        await api.ListAsync(Path, machines.Clear, item => machines.Add(Machine.Read(item)), cancellation).ConfigureAwait(false);
        return new MachineDirectory(machines);
    }
}
