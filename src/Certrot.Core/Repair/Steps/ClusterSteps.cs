using Certrot.Diagnosis;
using Certrot.Kubernetes;
using Certrot.Repair.Actions;

namespace Certrot.Repair.Steps;

/// <summary>Steps that are calls of the API server.</summary>
internal static class ClusterSteps
{
    /// <summary>Gives a ClusterRole to a subject.</summary>
    public static RepairStep Bind(Situation s, string name, string role, RbacSubject subject)
    {
        var existing = s.Evidence.Cluster.ClusterRoleBindings?.FirstOrDefault(b => b.Meta.Name == name);
        // A binding's role cannot be changed, and what else it gives is not this repair's business.
        if (existing is not null && existing.RoleName != role) (name, existing) = ($"{name}:certrot", null);
        var who = subject.Kind == "ServiceAccount" ? $"--serviceaccount={subject.Namespace}:{subject.Name}" : $"--{subject.Kind.ToLowerInvariant()}={subject.Name}";
        return new RepairStep
        {
            Title = existing is null ? $"Create the missing binding {name}" : $"Add {subject.Name} to the binding {name}",
            Where = "cluster",
            Phase = RepairPhase.Cluster,
            Action = new BindRole(name, role, subject),
            Commands = [existing is null ? $"{s.Names.Kubectl} create clusterrolebinding {name} --clusterrole={role} {who}" : $"{s.Names.Kubectl} set subject clusterrolebinding {name} {who}"],
            Changes = $"ClusterRoleBinding {name}: {subject.Kind} {subject.Name} gets {role}",
            Risk = subject.Kind == "Group" ? "low: it is what kubeadm creates in every cluster" : $"whoever is {subject.Name} has {role} from then on",
            Verification = "the binding is listed with its subject",
            Undo = existing is null ? "the binding is deleted" : "the subject is taken out again",
            Check = view => view.Now.Evidence.Cluster.ClusterRoleBindings?.Any(b => b.Meta.Name == name && b.RoleName == role && b.Subjects.Contains(subject)) == true
                ? CheckResult.Done($"{name} gives {role} to {subject.Name}")
                : CheckResult.Waiting($"{name} is not listed"),
        };
    }

    /// <summary>Has the newest CSR approved, by whoever does: Certrot itself does it where nobody else has.</summary>
    public static RepairStep Approve(Situation s, CertificateKind kind)
    {
        var state = kind == CertificateKind.Client ? s.Client : s.Serving;
        var csr = state.Newest is { IsPending: true } pending ? pending.Meta.Name : "CSR-NAME";
        return new RepairStep
        {
            Title = $"Get the {state.Name} certificate: approve the newest CSR that the policy lets pass",
            Where = "cluster",
            Phase = kind == CertificateKind.Client ? RepairPhase.Client : RepairPhase.Serving,
            Action = new ApproveCsr(s.Names.Node, kind),
            Commands = [$"certrot csr explain {csr}", s.Names.Approve(csr)],
            Changes = $"condition Approved of {(csr == "CSR-NAME" ? "the CSR that the kubelet creates" : csr)}",
            Risk = "a certificate that was issued stays valid until it ends; every rule of the policy is checked before",
            Verification = $"a new {state.Name} certificate is in use on the node",
            Undo = "an approval cannot be taken back",
            Note = "Where kube-controller-manager or another approver is faster, theirs is taken.",
            Check = view => Checks.NewCertificate(view, kind),
            Patience = TimeSpan.FromMinutes(3),
        };
    }

    /// <summary>Deletes CSRs that nobody waits for; null where there are none.</summary>
    public static RepairStep? DeleteStale(Situation s, CertificateKind kind, IEnumerable<CertificateSigningRequest> stale)
    {
        var csrs = stale.Select(c => (c.Meta.Name, c.Meta.Uid)).ToList();
        if (csrs.Count == 0) return null;
        return new RepairStep
        {
            Title = csrs.Count == 1 ? $"Delete the stale CSR {csrs[0].Name}" : $"Delete {csrs.Count} stale CSRs",
            Where = "cluster",
            Phase = kind == CertificateKind.Client ? RepairPhase.Client : RepairPhase.Serving,
            Action = new DeleteCsrs(csrs),
            Commands = [.. csrs.Chunk(10).Select(c => $"{s.Names.Kubectl} delete csr {string.Join(' ', c.Select(n => n.Name))}")],
            Changes = "these CSRs are gone; a kubelet that still needs a certificate asks again",
            Risk = "low: a kubelet waits for its newest CSR only",
            Verification = "they are not listed any more",
            Undo = "a deleted CSR cannot be put back; the kubelet makes another",
            Check = view => view.Now.Evidence.Cluster.CertificateSigningRequests is not { } listed ? CheckResult.Waiting("CSRs are not listed")
                : listed.FirstOrDefault(c => csrs.Contains((c.Meta.Name, c.Meta.Uid))) is { } left ? CheckResult.Waiting($"{left.Meta.Name} is still there")
                : CheckResult.Done("they are gone"),
        };
    }
}
