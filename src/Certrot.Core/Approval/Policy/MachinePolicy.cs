namespace Certrot.Approval.Policy;

/// <summary>Where Machines are read.</summary>
/// <param name="Kubeconfig">Kubeconfig of the management cluster, as the policy writes it; null for the cluster of the CSRs.</param>
/// <param name="ApiVersion">Group and version, such as <c>cluster.x-k8s.io/v1beta1</c> (Cluster API) or <c>machine.openshift.io/v1beta1</c> (OpenShift).</param>
/// <param name="Namespace">Namespace; null for all.</param>
public sealed record MachinePolicy(string? Kubeconfig, string ApiVersion, string? Namespace);
