using System.Text.RegularExpressions;
using Certrot.Diagnosis;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Rbac;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The identity may not create CSRs.</summary>
internal sealed partial class RbacCsrCreateForbidden : Cause
{
    public override string Id => "rbac-csr-create-forbidden";

    public override string Title => "Kubelet/bootstrapper may not create CSRs";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P7", "D5"];

    public override string Meaning =>
        "Bootstrap tokens get the right to create CSRs from a binding of system:node-bootstrapper to their group; joined nodes get it from the Node authorizer. Where either is missing the API server answers 403 and names the user.";

    public override string Distinguish => "The user tells: system:bootstrap:* lacks the binding, system:node:* the Node authorizer; system:anonymous is auth-anonymous, and not a matter of RBAC.";

    public override string DecisiveCheck => "kubectl auth can-i create certificatesigningrequests.certificates.k8s.io --as=USER --as-group=GROUP";

    public override IReadOnlyList<string> Consequences => ["auth-anonymous", "client-expired-kubelet-running", "never-bootstrapped", "pki-file-missing", "client-expired-no-bootstrap"];

    public override Judgement Judge(Situation situation)
    {
        foreach (var certificate in situation.Certificates)
        {
            if (situation.CsrRefusal(certificate) is not { } refusal) continue;
            var match = KubeletMessages.Forbidden.Expression!.Match(refusal.Text);
            if (!match.Success && situation.Evidence.Fragmentary && CutUser().Match(refusal.Text) is { Success: true } cut && !"system:anonymous".StartsWith(cut.Groups["user"].Value, StringComparison.Ordinal))
                return Yes(Confidence.Possible, certificate.Kind, $"The API server names the user {cut.Groups["user"].Value}... and refuses its CSR; the line is cut before it says why.", [situation.Kubelet.Quote(refusal)], refusal.Time);
            if (!match.Success || match.Groups["verb"].Value != "create" || !match.Groups["resource"].Value.StartsWith("certificatesigningrequests", StringComparison.Ordinal)) continue;
            var user = match.Groups["user"].Value;
            if (user == "system:anonymous" || refusal.Text.Contains("can only create a node CSR", StringComparison.Ordinal)) continue;

            var identity = IdentityOf(situation, user);
            var modes = situation.ControlPlane.ApiServerFlag("authorization-mode");
            var decision = situation.Access.Decide(identity, CsrAccess.CreateCsr);
            var byNode = user.StartsWith("system:node:", StringComparison.Ordinal) && modes?.Contains("Node", StringComparison.Ordinal) == true;
            var proven = decision is { Allowed: false } && (decision.IsFinal || !byNode);
            var bindings = situation.Rbac?.BindingsOf("system:node-bootstrapper").Select(b => b.Meta.Name).ToList() ?? [];
            var why = user.StartsWith("system:node:", StringComparison.Ordinal)
                ? $"--authorization-mode={modes ?? "?"} does not grant it"
                : bindings.Count == 0 ? "no binding gives system:node-bootstrapper to anybody" : $"the bindings of system:node-bootstrapper ({string.Join(", ", bindings)}) do not name its groups";
            return Yes(proven ? Confidence.Confirmed : Confidence.Likely, certificate.Kind,
                $"{user} may not create CSRs: {(proven ? why : "the API server answers 403")}.",
                [situation.Kubelet.Quote(refusal), decision?.Quote],
                situation.Kubelet.FirstNow(KubeletMessages.CsrCreateFailed)?.Time);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var user = RefusedUser(situation);
        if (user?.StartsWith(Identity.NodePrefix, StringComparison.Ordinal) == true)
            return [Remedies.EditManifest(situation, "kube-apiserver", "Set --authorization-mode=Node,RBAC"), Remedies.VerifyNode(situation)];
        if (user?.StartsWith("system:bootstrap", StringComparison.Ordinal) == false)
        {
            return
            [
                new($"Give {user} the right to create CSRs", "workstation", [$"{situation.Names.Kubectl} create clusterrolebinding kubelet-bootstrap --clusterrole=system:node-bootstrapper --user={user}"],
                    "If a binding of that name exists with other subjects: delete it first. That user's client CSRs must be approved as well: system:certificates.k8s.io:certificatesigningrequests:nodeclient."),
                new("See that it suffices", "workstation", [$"{situation.Names.Kubectl} auth can-i create certificatesigningrequests.certificates.k8s.io --as={user}"]),
                Remedies.RestartKubelet(situation, "Otherwise it tries again within 32 seconds."),
            ];
        }

        return
        [
            Remedies.Bind(situation, "kubeadm:kubelet-bootstrap", "system:node-bootstrapper", "system:bootstrappers:kubeadm:default-node-token"),
            new("See that it suffices", "workstation",
                [$"{situation.Names.Kubectl} auth can-i create certificatesigningrequests.certificates.k8s.io --as=system:bootstrap:{situation.Evidence.Host.BootstrapKubeconfig?.TokenId ?? "ID"} --as-group=system:bootstrappers:kubeadm:default-node-token"],
                "Tokens may carry other groups: kubeadm token list shows them."),
            Remedies.RestartKubelet(situation, "Otherwise it tries again within 32 seconds."),
        ];
    }

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        var user = RefusedUser(situation);
        if (user?.StartsWith(Identity.NodePrefix, StringComparison.Ordinal) == true) return base.Repair(situation);
        return
        [
            user is null || user.StartsWith("system:bootstrap", StringComparison.Ordinal)
                ? ClusterSteps.Bind(situation, "kubeadm:kubelet-bootstrap", "system:node-bootstrapper", new RbacSubject("Group", "system:bootstrappers:kubeadm:default-node-token", null))
                : ClusterSteps.Bind(situation, "kubelet-bootstrap", "system:node-bootstrapper", new RbacSubject("User", user, null)),
            // Asks again by itself within 32 seconds; the approval waits for that.
            ClusterSteps.Approve(situation, CertificateKind.Client),
        ];
    }

    /// <summary>The user that the API server named when it refused; null where the log does not tell.</summary>
    private static string? RefusedUser(Situation situation) =>
        situation.CsrRefusal(situation.Client) is { } refusal && KubeletMessages.Forbidden.Expression!.Match(refusal.Text).Groups["user"].Value is { Length: > 0 } user ? user : null;

    private static Identity IdentityOf(Situation situation, string user)
    {
        if (Remedies.NodeOf(user) is { } node) return Identity.Node(node);
        if (!user.StartsWith("system:bootstrap:", StringComparison.Ordinal)) return new Identity(user, ["system:authenticated"]);

        // The token's groups stand in its Secret, which is never collected; earlier CSRs of the same user show them.
        var known = situation.Evidence.Cluster.CertificateSigningRequests?.FirstOrDefault(c => c.Username == user)?.Groups;
        return known is { Count: > 0 } ? new Identity(user, known) : Identity.Bootstrap(user["system:bootstrap:".Length..], ["system:bootstrappers:kubeadm:default-node-token"]);
    }

    [GeneratedRegex("""create certificate signing request: (?:certificatesigningrequests\.certificates\.k8s\.io is forbidden: )?User "(?<user>[\w:.-]{3,})$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CutUser();
}
