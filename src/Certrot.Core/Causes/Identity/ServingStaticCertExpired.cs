using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
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

    public override string Distinguish => "serverTLSBootstrap is off; with it on, look at the serving CSRs, unless a tlsCertFile is set beside it: a kubelet before 1.31 shows that file to clients that send no server name.";

    public override string DecisiveCheck => "openssl s_client -connect NODE:10250 </dev/null 2>/dev/null | openssl x509 -noout -enddate";

    public override Judgement Judge(Situation situation)
    {
        var serving = situation.Serving;
        var line = situation.Kubelet.Last(KubeletMessages.KubeletPort, m => m.Text.Contains("has expired", StringComparison.Ordinal)) ?? situation.ApiServer.Last(KubeletMessages.KubeletPort, m => m.Text.Contains("has expired", StringComparison.Ordinal));
        // The pair that rotation writes is renewed, whatever the configuration that was not collected says.
        if (serving.Certificate is not null && ReferenceEquals(serving.Certificate, serving.CurrentFile?.Leaf) && serving.RotationEnabled != false) return No;
        if (serving.RotationEnabled == true) return ShownBesideRotation(situation) ?? No;
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

    /// <summary>
    /// Up to release 1.30 a kubelet with both settings shows the certificate of <c>tlsCertFile</c> to clients that send no server name, as kube-apiserver does when it
    /// dials an address, and the rotated one to others (pkg/kubelet/server/server.go, ListenAndServeKubeletServer; Go crypto/tls, Config.getCertificate).
    /// </summary>
    private static Judgement? ShownBesideRotation(Situation situation)
    {
        var serving = situation.Serving;
        if (situation.Evidence.Host is not { Serving: { Leaf: { } shown } file, Configuration: { TlsCertFile: { Length: > 0 } path } configuration } || serving.Expired != true) return null;
        if (serving.Csrs?.Any(c => c.Certificate?.Der.AsSpan().SequenceEqual(shown.Der) == true) == true || serving.CurrentFile?.Leaf?.Der.AsSpan().SequenceEqual(shown.Der) == true) return null;
        return Yes(Confidence.Confirmed, CertificateKind.Serving,
            $"{situation.Names.Node} shows a certificate that nobody renews and that expired at {shown.NotAfter:yyyy-MM-dd HH:mm:ss} UTC: tlsCertFile is set beside serverTLSBootstrap, and clients that send no server name, such as kube-apiserver, get that file.",
            [new Evidence.Quote(file.Source, $"notAfter={shown.NotAfter:yyyy-MM-dd HH:mm:ss} UTC"), new Evidence.Quote(configuration.Source, $"tlsCertFile: {path}"), serving.RotationQuote], shown.NotAfter);
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
            : situation.Serving.RotationEnabled == true ?
            [
                new($"Take tlsCertFile and tlsPrivateKeyFile out of {situation.Names.Configuration}: the kubelet renews its serving certificate by itself", "node",
                    [$"cp -a {situation.Names.Configuration} {situation.Names.Configuration}.before-repair", $"sed -i -E '/^(tlsCertFile|tlsPrivateKeyFile):/d' {situation.Names.Configuration}", situation.Names.RestartKubelet],
                    "Its serving CSR has to be approved, now and at every renewal.", $"openssl s_client -noservername -connect {situation.Names.NodeAddress}:10250 </dev/null 2>/dev/null | openssl x509 -noout -enddate"),
            ]
            :
            [
                new($"Replace {situation.Evidence.Host.Configuration.TlsCertFile} and its key", "node", [$"openssl x509 -noout -subject -enddate -in {situation.Evidence.Host.Configuration.TlsCertFile}"], "Releases from 1.31 on reload the file; older ones need a restart."),
                Remedies.RestartKubelet(situation),
            ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation)
    {
        // Which file the kubelet shows is not known, or is named by a flag: nothing is moved away on a guess.
        if (situation.Evidence.Host.Configuration is not { } configuration || Remedies.HasFlag(situation, "tls-cert-file")) return base.Repair(situation);
        if (string.IsNullOrEmpty(configuration.TlsCertFile))
        {
            var pair = new[] { $"{situation.Names.CertificateDirectory}/kubelet.crt", $"{situation.Names.CertificateDirectory}/kubelet.key" };
            return
            [
                NodeSteps.MoveAway(situation, "Move the old pair away; the kubelet makes a new one when it starts", RepairPhase.Serving, "clients that pinned the old one have to be told", pair),
                // A new self-signed pair is there again once the kubelet runs: what is verified is that it is another.
                NodeSteps.Restart(situation, RepairPhase.Serving) with { Check = static view => Checks.NewCertificate(view, CertificateKind.Serving), Verification = "the kubelet shows a new certificate" },
            ];
        }

        return situation.Serving.RotationEnabled == true
            ?
            [
                NodeSteps.Configure(situation, "Take tlsCertFile and tlsPrivateKeyFile out: the kubelet renews its serving certificate by itself", RepairPhase.Serving, ("tlsCertFile", null), ("tlsPrivateKeyFile", null)),
                NodeSteps.Restart(situation, RepairPhase.Serving),
                ClusterSteps.Approve(situation, CertificateKind.Serving),
            ]
            : base.Repair(situation);
    }
}
