using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The control plane's clock is or was wrong.</summary>
internal sealed class ClockSkewControlPlane : Cause
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public override string Id => "clock-skew-control-plane";

    public override string Title => "Control-plane clock wrong: certificates issued in the future/past, valid ones rejected";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P6", "D4", "D7"];

    public override string Meaning =>
        "A signer whose clock is ahead issues certificates that begin in the future, and an API server whose clock is wrong refuses valid ones. Signer and API server may run on different hosts: then one of them is enough.";

    public override string Distinguish => "The node's clock agrees with the reference, and the certificate's NotBefore is still ahead; several nodes are hit alike.";

    public override string DecisiveCheck => "the API server's Date header against NTP, and NotBefore of newly issued certificates against now";

    public override IReadOnlyList<string> Consequences =>
        ["apiserver-rejects-client-ca", "client-expired-kubelet-running", "auth-anonymous", "clock-skew-node", "bootstrap-token-invalid", "client-expired-no-bootstrap", "kubelet-not-running"];

    public override Judgement Judge(Situation situation)
    {
        var refused = situation.ApiServer.LastNow(ControlPlaneMessages.ClientRefused) is { } m && m.Text.Contains(" is before ", StringComparison.Ordinal) ? m : null;
        var leaf = situation.Client.Certificate;
        var ahead = leaf is not null && leaf.NotBefore > situation.Now + Tolerance;
        var nodeIsRight = situation.ClockOffset is { } offset && offset.Duration() < TimeSpan.FromMinutes(5);
        if (nodeIsRight && situation.Trouble is { Kind: ApiTroubleKind.ServerNotYetValid } early)
        {
            return Yes(Confidence.Confirmed, CertificateKind.Client,
                $"The API server's certificate is not valid yet{(early.Detail("limit") is { } limit ? $" before {limit}" : "")}, and the clock of {situation.Names.Node} is right: whoever signed it had a clock that was ahead.",
                [early.Quote, new Quote(situation.Evidence.Host.Clock!.Source, $"node {situation.Evidence.Host.Clock.NodeTime:yyyy-MM-dd HH:mm:ss}, reference {situation.Evidence.Host.Clock.ReferenceTime:yyyy-MM-dd HH:mm:ss} UTC")], early.Since);
        }

        if (refused is null && !ahead) return No;
        if (refused is null && situation.ClockOffset is { } o && o < -TimeSpan.FromMinutes(5)) return Not($"The clock of {situation.Names.Node} itself is behind.", [situation.Client.ExpiryQuote!]);
        if (refused is null && situation.Trouble is not { Kind: ApiTroubleKind.Unauthorized } && situation.Posts == true) return No;
        return Yes(ahead && (nodeIsRight || refused is not null) ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Client,
            ahead
                ? $"The client certificate of {situation.Names.Node} begins {Durations.Short(leaf!.NotBefore - situation.Now)} in the future, at {leaf.NotBefore:yyyy-MM-dd HH:mm:ss} UTC: the clock of whoever signed it was ahead, and the API server refuses it until then."
                : "The API server refuses a client certificate as not valid yet: its clock is behind, or the signer's was ahead.",
            [ahead ? new Quote(situation.Client.CertificateSource!.Value, $"notBefore {leaf!.NotBefore:yyyy-MM-dd HH:mm:ss} UTC") : null, refused is null ? null : situation.ApiServer.Quote(refused), situation.Trouble?.Quote],
            situation.Trouble?.Since ?? refused?.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Set the clocks of all control-plane hosts right", "control-plane", ["timedatectl", "timedatectl set-ntp true", "chronyc makestep", $"curl -skI {situation.Names.Server}/healthz | grep -i '^date'"]),
        .. situation.Client.Certificate is { } leaf && leaf.NotBefore > situation.Now
            ? new[] { new FixStep($"Either wait until {leaf.NotBefore:yyyy-MM-dd HH:mm} UTC, when the certificate begins, or give the node a new one", "infrastructure", []) }
            : [],
        .. situation.Trouble is { Kind: ApiTroubleKind.ServerNotYetValid }
            ? [new FixStep("Then make the API server's certificate anew, on the control-plane node that has the one of the future", "control-plane",
                ["mkdir -p /root/apiserver.before && cp -a /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key /root/apiserver.before/", "kubeadm certs renew apiserver", "crictl ps --name kube-apiserver -q | xargs --no-run-if-empty crictl stop"], null,
                $"openssl s_client -connect {situation.Names.ServerEndpoint} </dev/null 2>/dev/null | openssl x509 -noout -dates")]
            : Remedies.ReissueClientCertificate(situation),
    ];
}
