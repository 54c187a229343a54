using Certrot.Diagnosis;
using Certrot.Kubernetes;
using Certrot.Rbac;

namespace Certrot.Causes;

/// <summary>Who approves serving CSRs in a cluster: nothing in Kubernetes itself does.</summary>
internal static class ServingApprovers
{
    private static readonly string[] Names =
    [
        "kubelet-csr-approver", "kubelet-serving-cert-approver", "machine-approver", "kubelet-rubber-stamp", "csr-approver", "kubelet-serving-approver", "talos-cloud-controller-manager",
        "gardener-node-agent", "cloud-controller-manager",
    ];

    private static bool IsKnown(Pod pod) =>
        Names.Any(n => n != "cloud-controller-manager" && (pod.Meta.Name.Contains(n, StringComparison.Ordinal) || pod.Containers.Any(c => c.Image.Contains(n, StringComparison.Ordinal))));

    /// <summary>
    /// Accounts that may approve serving CSRs, other than administrators' and the built-in bootstrap policy; null where RBAC was not collected.
    /// </summary>
    public static IReadOnlyList<string>? Granted(Situation situation)
    {
        if (situation.Rbac is null) return null;
        var subjects = new List<string>();
        foreach (var subject in CsrAccess.SubjectsForSigner(situation.Rbac, situation.Evidence.Cluster.ClusterRoleBindings!, CsrAccess.Approve(SignerNames.KubeletServing)))
        {
            if (subject is { Kind: "Group", Name: "system:masters" or "kubeadm:cluster-admins" }) continue;
            if (subject is { Kind: "ServiceAccount", Namespace: "kube-system" } && IsBuiltIn(subject.Name)) continue;
            subjects.Add(subject.Namespace is null ? subject.Name : $"{subject.Namespace}/{subject.Name}");
        }

        return subjects;
    }

    /// <summary>
    /// Pods that approve serving CSRs, whatever their state: known approvers, and what runs as an account with the right to. Cloud controllers are known by that alone.
    /// Null where pods were not collected.
    /// </summary>
    public static IReadOnlyList<Pod>? Pods(Situation situation)
    {
        if (situation.Evidence.Cluster.Pods is not { } pods) return null;
        var granted = Granted(situation) ?? [];
        return [.. pods.Where(p => IsKnown(p) || (p.ServiceAccount is { } account && granted.Contains($"{p.Meta.Namespace}/{account}", StringComparer.Ordinal)))];
    }

    /// <summary>kube-controller-manager's own accounts hold wide rights and never approve serving CSRs.</summary>
    private static bool IsBuiltIn(string account) => account.EndsWith("-controller", StringComparison.Ordinal) || account is "generic-garbage-collector" or "namespace-controller";
}
