using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Rbac;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The approver asks RBAC and is told no.</summary>
internal sealed class ClientCsrAutoapproveRbacMissing : Cause
{
    private const string NodeClientRole = "system:certificates.k8s.io:certificatesigningrequests:nodeclient";
    private const string SelfNodeClientRole = "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient";

    public override string Id => "client-csr-autoapprove-rbac-missing";

    public override string Title => "Client CSR stays Pending: subject lacks nodeclient/selfnodeclient";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P5", "P7", "D3", "D5"];

    public override string Meaning =>
        "The approver in kube-controller-manager approves a kubelet's client CSR only when a SubjectAccessReview says that the requestor may create certificatesigningrequests/selfnodeclient (renewal) or "
        + "/nodeclient (first certificate). A refusal is logged at verbosity 4 only: the CSR just stays Pending, often for a year after the binding was lost, because only then nodes renew.";

    public override string Distinguish =>
        "Serving CSRs that stay Pending are normal without an approver. Where other nodes' client CSRs are approved it is not RBAC; where nothing at all is approved see kcm-down and csr-approver-controller-disabled.";

    public override string DecisiveCheck =>
        "kubectl auth can-i create certificatesigningrequests.certificates.k8s.io --subresource=selfnodeclient --as=system:node:NODE --as-group=system:nodes";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "csr-flood", "csr-deleted-before-issue", "kubelet-not-running"];

    public override Judgement Judge(Situation situation)
    {
        var client = situation.Client;
        var logged = situation.ControllerManager.Last(ControlPlaneMessages.ReviewNotApproved) ?? situation.Kubelet.Last(ControlPlaneMessages.ReviewNotApproved);
        if (situation.Evidence.Host.Kubeconfig?.HasExec == true) return No;
        var pending = client.Renewal.FirstOrDefault(c => c.IsPending);
        if (pending is not null)
        {
            var decision = Decide(situation, pending, out var role, out var group);
            if (decision is null)
            {
                if (logged is null)
                {
                    return situation.Evidence.Fragmentary && situation.Now - pending.Meta.Created > TimeSpan.FromMinutes(2) && pending.Username.Length > 0
                        ? Yes(Confidence.Possible, CertificateKind.Client, $"The client CSR {pending.Meta.Name} is not approved; a missing binding for {role} is the usual reason where kube-controller-manager runs.", [situation.Quote(pending)], client.FailingSince)
                        : No;
                }

                return Yes(Confidence.Confirmed, CertificateKind.Client, $"RBAC does not let {pending.Username} have its client certificate approved: the approver's access review said no.", [Logged(situation, logged), situation.Quote(pending)], client.FailingSince);
            }

            if (decision.Allowed)
                return Not($"{pending.Username} is granted {role[(role.LastIndexOf(':') + 1)..]} ({decision.Grantor}).", [situation.Quote(pending), decision.Quote]);
            return Yes(Confidence.Confirmed, CertificateKind.Client,
                $"Nothing approves {pending.Meta.Name} of {situation.Names.Node}: {BindingText(situation, role, group)}.",
                [situation.Quote(pending), decision.Quote, logged is null ? null : Logged(situation, logged), client.ExpiryQuote],
                client.FailingSince, Change(situation));
        }

        if (logged is not null && situation.Evidence.Fragmentary)
            return Yes(Confidence.Confirmed, CertificateKind.Client, "The approver knows the client CSR, and its access review says that the requestor may not have it approved.", [Logged(situation, logged)], logged.Time);
        if (situation.Evidence.Fragmentary && situation.Kubelet.LastNow(KubeletMessages.RequestNotSigned) is { } unsigned && client.Concerns(unsigned)
            && unsigned.Text.Contains("timed out waiting", StringComparison.Ordinal) && !unsigned.Text.Contains(SignerNames.KubeletServing, StringComparison.Ordinal)
            && (unsigned.Text.Contains(SignerNames.KubeletClient, StringComparison.Ordinal) || situation.Evidence.Cluster.CertificateSigningRequests?.Any(c => c.SignerName.Length > 0) != true)
            && situation.Kubelet.LastNow(KubeletMessages.NoServingCertificate) is null)
        {
            return Yes(Confidence.Possible, CertificateKind.Client, "The kubelet's CSR was not signed within 15 minutes; a CSR that nothing approves is the usual reason.", [situation.Kubelet.Quote(unsigned)], unsigned.Time);
        }

        return Latent(situation);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var steps = new List<FixStep>();
        if (Allowed(situation, CsrAccess.SelfNodeClient) == false)
            steps.Add(Remedies.Bind(situation, "kubeadm:node-autoapprove-certificate-rotation", SelfNodeClientRole, "system:nodes"));
        if (IsFirst(situation))
            steps.Add(Remedies.Bind(situation, "kubeadm:node-autoapprove-bootstrap", NodeClientRole, "system:bootstrappers:kubeadm:default-node-token"));
        if (steps.Count == 0) steps.Add(Remedies.Bind(situation, "kubeadm:node-autoapprove-certificate-rotation", SelfNodeClientRole, "system:nodes"));
        steps.Add(new FixStep("See that it suffices", "workstation",
            [$"{situation.Names.Kubectl} auth can-i create certificatesigningrequests.certificates.k8s.io --subresource=selfnodeclient --as=system:node:{situation.Names.Node} --as-group=system:nodes"]));
        if (situation.Client.Renewal.Any(c => c.IsPending))
            steps.Add(Remedies.ApproveNewest(situation, situation.Client, "kube-controller-manager does not look at an old CSR again by itself for hours: approve the newest one by hand, or let the kubelet ask again within 15 minutes."));
        steps.Add(Remedies.VerifyNode(situation));
        return steps;
    }

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        var steps = new List<RepairStep>();
        if (IsFirst(situation)) steps.Add(ClusterSteps.Bind(situation, "kubeadm:node-autoapprove-bootstrap", NodeClientRole, new RbacSubject("Group", "system:bootstrappers:kubeadm:default-node-token", null)));
        if (steps.Count == 0 || Allowed(situation, CsrAccess.SelfNodeClient) == false) steps.Add(ClusterSteps.Bind(situation, "kubeadm:node-autoapprove-certificate-rotation", SelfNodeClientRole, new RbacSubject("Group", Identity.NodesGroup, null)));
        return [.. steps, ClusterSteps.Approve(situation, CertificateKind.Client)];
    }

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
    [
        new($"{situation.Names.Kubectl} auth can-i create certificatesigningrequests.certificates.k8s.io --subresource=selfnodeclient --as=system:node:{situation.Names.Node} --as-group=system:nodes", "workstation", "whether the binding for renewals is there"),
        new($"{situation.Names.Kubectl} -n kube-system get lease kube-controller-manager -o yaml", "workstation", "whether kube-controller-manager has a leader"),
    ];

    /// <summary>Nothing is asked for yet, and the next renewal would not be approved.</summary>
    private static Judgement Latent(Situation situation)
    {
        var client = situation.Client;
        if (situation.Distribution is not (Distribution.Kubeadm or Distribution.Unknown) || client.RotationEnabled != true || client.NotAfter is null || client.Expired == true) return No;
        if (situation.Access.Decide(Identity.Node(situation.Names.Node), CsrAccess.SelfNodeClient) is not { Allowed: false } refused) return No;
        return Yes(Confidence.Confirmed, CertificateKind.Client,
            $"The next renewal of {situation.Names.Node}, due {(client.WindowStart is { } from ? $"from {from:yyyy-MM-dd} on" : $"before {client.NotAfter:yyyy-MM-dd}")}, will not be approved: {BindingText(situation, SelfNodeClientRole, "system:nodes")}.",
            [refused.Quote, client.ExpiryQuote], latent: true);
    }

    /// <summary>Whether it is a node's first client certificate that waits, and not a renewal.</summary>
    private static bool IsFirst(Situation situation)
    {
        var pending = situation.Client.Renewal.FirstOrDefault(c => c.IsPending);
        var logged = situation.ControllerManager.Last(ControlPlaneMessages.ReviewNotApproved) ?? situation.Kubelet.Last(ControlPlaneMessages.ReviewNotApproved);
        return pending is not null ? Remedies.NodeOf(pending.Username) is null : logged?.Captures.GetValueOrDefault("kind") == "nodeclient";
    }

    private static bool? Allowed(Situation situation, AccessRequest request) => situation.Access.Decide(Identity.Node(situation.Names.Node), request)?.Allowed;

    /// <summary>The approver's two questions (pkg/controller/certificates/approver/sarapprove.go): selfnodeclient where the requestor is the subject, nodeclient for any.</summary>
    private static AccessDecision? Decide(Situation situation, CertificateSigningRequest csr, out string role, out string group)
    {
        var self = csr.Request is null ? csr.Username.StartsWith("system:node:", StringComparison.Ordinal) : csr.Username == csr.Request.Subject.CommonName;
        (role, group) = self ? (SelfNodeClientRole, "system:nodes") : (NodeClientRole, csr.Groups.FirstOrDefault(g => g.StartsWith("system:bootstrappers:", StringComparison.Ordinal)) ?? "system:bootstrappers");
        var groups = csr.Groups.Count > 0 ? csr.Groups : self ? ["system:nodes", "system:authenticated"] : ["system:bootstrappers", "system:authenticated"];
        var identity = new Identity(csr.Username, groups);
        var decision = situation.Access.Decide(identity, CsrAccess.NodeClient);
        return self && decision?.Allowed != true ? situation.Access.Decide(identity, CsrAccess.SelfNodeClient) : decision;
    }

    private static string BindingText(Situation situation, string role, string group)
    {
        var bindings = situation.Rbac?.BindingsOf(role) ?? [];
        return bindings.Count == 0
            ? $"no binding gives {role} to {group}"
            : $"{string.Join(", ", bindings.Select(b => b.Meta.Name))} gives {role} to {string.Join(", ", bindings.SelectMany(b => b.Subjects).Select(x => x.Name).DefaultIfEmpty("nobody"))}, not to {group}";
    }

    private static string? Change(Situation situation) =>
        situation.Rbac?.BindingsOf(SelfNodeClientRole).FirstOrDefault(b => b.Meta.Created > situation.Client.NotBefore) is { } changed
            ? $"binding {changed.Meta.Name} was created anew at {changed.Meta.Created:yyyy-MM-dd HH:mm:ss} UTC"
            : null;

    private static Quote Logged(Situation situation, LogMatch match) =>
        situation.ControllerManager.Last(ControlPlaneMessages.ReviewNotApproved) == match ? situation.ControllerManager.Quote(match) : situation.Kubelet.Quote(match);
}
