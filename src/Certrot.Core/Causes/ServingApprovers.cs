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

    /// <summary>Whether a pod approves serving CSRs: one of the known approvers, or one that runs as an account with the right to. Cloud controllers are known by that alone.</summary>
    public static bool IsApprover(Situation situation, Pod pod) =>
        (pod.ServiceAccount is { } account && Granted(situation)?.Contains($"{pod.Meta.Namespace}/{account}", StringComparer.Ordinal) == true) || IsKnown(pod);

    private static bool IsKnown(Pod pod) =>
        Names.Any(n => n != "cloud-controller-manager" && (pod.Meta.Name.Contains(n, StringComparison.Ordinal) || pod.Containers.Any(c => c.Image.Contains(n, StringComparison.Ordinal))));

    /// <summary>
    /// Accounts that may approve serving CSRs, other than administrators' and the built-in bootstrap policy; null where RBAC was not collected.
    /// </summary>
    public static IReadOnlyList<string>? Granted(Situation situation)
    {
        if (situation.Rbac is null) return null;
        var subjects = new List<string>();
        foreach (var grant in CsrAccess.GrantsForSigner(situation.Rbac, CsrAccess.Approve(SignerNames.KubeletServing)))
        {
            var binding = situation.Evidence.Cluster.ClusterRoleBindings!.FirstOrDefault(b => b.Meta.Name == grant.Binding);
            foreach (var subject in binding?.Subjects ?? [])
            {
                if (subject is { Kind: "Group", Name: "system:masters" or "kubeadm:cluster-admins" }) continue;
                if (subject is { Kind: "ServiceAccount", Namespace: "kube-system" } && IsBuiltIn(subject.Name)) continue;
                subjects.Add(subject.Namespace is null ? subject.Name : $"{subject.Namespace}/{subject.Name}");
            }
        }

        return subjects;
    }

    /// <summary>Known approver pods, whatever their state; null where pods were not collected.</summary>
    public static IReadOnlyList<Pod>? Pods(Situation situation) => situation.Evidence.Cluster.Pods is { } pods ? [.. pods.Where(p => IsApprover(situation, p))] : null;

    /// <summary>kube-controller-manager's own accounts hold wide rights and never approve serving CSRs.</summary>
    private static bool IsBuiltIn(string account) => account.EndsWith("-controller", StringComparison.Ordinal) || account is "generic-garbage-collector" or "namespace-controller";
}
