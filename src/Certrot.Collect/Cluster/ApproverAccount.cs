using Certrot.Collect.Gathered;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Rbac;

namespace Certrot.Collect.Cluster;

/// <summary>A service account that may approve serving CSRs: an approver that is deployed runs as one.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal sealed record ApproverAccount(string Namespace, string Name)
{
    /// <summary>The accounts, by the roles and bindings that were collected; none where they were not.</summary>
    public static IReadOnlyList<ApproverAccount> Of(EvidenceFiles files)
    {
        const string roles = "cluster/clusterroles.json";
        const string bindings = "cluster/clusterrolebindings.json";
        if (!files.Has(roles) || !files.Has(bindings)) return [];
        var problems = new List<ReadProblem>();
        using var rolesJson = files.Open(roles);
        using var bindingsJson = files.Open(bindings);
        var bound = ApiObjectReader.ClusterRoleBindings(bindingsJson, bindings, problems);
        var evaluator = new RbacEvaluator(ApiObjectReader.ClusterRoles(rolesJson, roles, problems), bound);
        return
        [
            .. CsrAccess.SubjectsForSigner(evaluator, bound, CsrAccess.Approve(SignerNames.KubeletServing))
                .Where(s => s is { Kind: "ServiceAccount", Namespace.Length: > 0 }).Select(s => new ApproverAccount(s.Namespace!, s.Name)).Distinct(),
        ];
    }
}
