using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>A serving certificate that nobody renews is at its end.</summary>
internal sealed class ServingStaticCertExpired : Cause
{
    public override string Id => "serving-static-cert-expired";

    public override string Title => "Static or self-signed serving certificate expired (never renewed by the kubelet)";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P3", "D2"];

    public override string Meaning =>
        "The kubelet makes kubelet.crt once, for a year, and never again while the file is there; a tlsCertFile is the operator's business. When either ends, logs, exec and metrics fail for clients that verify, and the node stays Ready.";

    public override string Distinguish => "serverTLSBootstrap is off; with it on, look at the serving CSRs.";

    public override string DecisiveCheck => "openssl s_client -connect NODE:10250 </dev/null 2>/dev/null | openssl x509 -noout -enddate";

    public override Judgement Judge(Situation situation)
    {
        var serving = situation.Serving;
        var line = situation.Kubelet.Last(KubeletMessages.KubeletPort, m => m.Text.Contains("has expired", StringComparison.Ordinal)) ?? situation.ApiServer.Last(KubeletMessages.KubeletPort, m => m.Text.Contains("has expired", StringComparison.Ordinal));
        if (serving.RotationEnabled == true) return No;
        if (serving.Expired != true)
        {
            return line is not null && serving.Certificate is null
                ? Yes(Confidence.Likely, CertificateKind.Serving, "A client of port 10250 meets an expired serving certificate of the kubelet.", [new Evidence.Quote(new Evidence.Source("log", (int)line.Line, line.Time), line.Text)], line.Time)
                : No;
        }

        var kind = serving.Certificate!.Issuer.CommonName?.Contains("-ca@", StringComparison.Ordinal) == true || serving.Certificate.IsSelfIssued ? "self-signed" : "static";
        return Yes(situation.Evidence.Host.Serving?.Leaf is not null || situation.Evidence.Host.Configuration is not null ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Serving,
            $"The {kind} serving certificate of {situation.Names.Node} expired at {serving.NotAfter:yyyy-MM-dd HH:mm:ss} UTC, and the kubelet does not renew it.",
            [serving.ExpiryQuote, serving.RotationQuote, line is null ? null : new Evidence.Quote(new Evidence.Source("log", (int)line.Line, line.Time), line.Text)], serving.NotAfter);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
        string.IsNullOrEmpty(situation.Evidence.Host.Configuration?.TlsCertFile)
            ?
            [
                new("Move the old pair away; the kubelet makes a new one when it starts", "node",
                    [$"mv {situation.Names.CertificateDirectory}/kubelet.crt {situation.Names.CertificateDirectory}/kubelet.crt.old && mv {situation.Names.CertificateDirectory}/kubelet.key {situation.Names.CertificateDirectory}/kubelet.key.old", situation.Names.RestartKubelet], null,
                    $"openssl s_client -connect {situation.Names.NodeAddress}:10250 </dev/null 2>/dev/null | openssl x509 -noout -enddate"),
                new("For certificates that renew themselves: serverTLSBootstrap: true and an approver", "infrastructure", []),
            ]
            :
            [
                new($"Replace {situation.Evidence.Host.Configuration.TlsCertFile} and its key", "node", [$"openssl x509 -noout -subject -enddate -in {situation.Evidence.Host.Configuration.TlsCertFile}"], "Releases from 1.31 on reload the file; older ones need a restart."),
                Remedies.RestartKubelet(situation),
            ];
}
