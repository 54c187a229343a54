using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubelet runs with another node's certificate.</summary>
internal sealed class NodeNameMismatch : Cause
{
    public override string Id => "node-name-mismatch";

    public override string Title => "Certificate CN is not the node's name (rename, FQDN/short name, shared certificate)";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P1", "P3", "P4", "D5"];

    public override string Meaning =>
        "The API server knows a node by the CN of its certificate, system:node:NAME, and lets it touch only the objects of that name. A renamed host, a change between short name and FQDN, or a disk image that carries another node's certificate ends in 403, whatever RBAC says.";

    public override string Distinguish => "403 for system:node:X while the object is Y; a missing right names the right user.";

    public override string DecisiveCheck => "openssl x509 -noout -subject -in kubelet-client-current.pem against the node's name";

    public override IReadOnlyList<string> Consequences =>
        ["csr-requestor-mismatch", "client-csr-autoapprove-rbac-missing", "rbac-csr-create-forbidden", "csr-admission-rejected", "serving-csr-never-created", "client-expired-kubelet-running", "csr-deleted-before-issue", "serving-csr-san-mismatch"];

    public override Judgement Judge(Situation situation)
    {
        var trouble = situation.Trouble is { Kind: ApiTroubleKind.OtherNode } t ? t : null;
        var mismatch = situation.Kubelet.LastNow(KubeletMessages.CommonNameMismatch);
        var name = situation.Evidence.NodeName;
        var certified = Remedies.NodeOf(situation.Client.Certificate?.Subject.CommonName);
        var differs = certified is not null && name is not null && certified != name;

        // A certificate without a name in its CN is nobody's.
        if (situation.Trouble is { } refused && (refused.Quote.Text.Contains("\"system:node:\"", StringComparison.Ordinal) || refused.Quote.Text.Contains("\\\"system:node:\\\"", StringComparison.Ordinal)))
            return Yes(Confidence.Likely, CertificateKind.Client, $"The client certificate of {situation.Names.Node} names no node: its CN is system:node: and nothing behind it.", [refused.Quote], refused.Since);

        if (trouble is null && !differs)
        {
            // Kept by name: RBAC's refusal speaks of a user that is not this node.
            return situation.Trouble is { Kind: ApiTroubleKind.Forbidden } forbidden && Remedies.NodeOf(forbidden.Detail("user")) is { } other && name is not null && other != name && !situation.Evidence.Fragmentary
                ? Yes(Confidence.Likely, CertificateKind.Client, $"The kubelet of {name} reaches the API server as system:node:{other}.", [forbidden.Quote], forbidden.Since)
                : No;
        }

        if (differs && trouble is null && situation.Posts == true && mismatch is null) return No;
        var a = trouble?.Detail("a") ?? certified;
        var shape = a is not null && name is not null && Remedies.ShortName(a) == Remedies.ShortName(name) ? " (short name against FQDN)" : "";
        return Yes(differs || trouble?.Detail("b") is not null ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Client,
            $"The kubelet of {situation.Names.Node} runs with the client certificate of {a ?? "another node"}{shape}: the API server answers 403.",
            [trouble?.Quote, differs ? new Quote(situation.Client.CertificateSource!.Value, $"subject {situation.Client.Certificate!.Subject.Text}") : null, mismatch is null ? null : situation.Kubelet.Quote(mismatch)],
            trouble?.Since ?? mismatch?.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Decide which name is right", "node", ["hostnamectl --static", "hostname -f", $"openssl x509 -noout -subject -in {situation.Names.ClientCurrent}", $"ps -o args= -C kubelet | tr ' ' '\\n' | grep hostname-override"]),
        new("If the certificate's name is right: start the kubelet under it", "node",
            [$"echo 'KUBELET_EXTRA_ARGS=--hostname-override={Remedies.NodeOf(situation.Client.Certificate?.Subject.CommonName) ?? "CERTIFIED-NAME"}' > /etc/default/kubelet", situation.Names.RestartKubelet], "/etc/sysconfig/kubelet on RPM systems; keep what stands there already."),
        new("If the node's name is right: give it a certificate of its own", "node", [], "Never copy one node's certificate to another."),
        .. Remedies.ReissueClientCertificate(situation),
    ];
}
