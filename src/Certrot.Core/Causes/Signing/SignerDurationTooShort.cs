using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Certificates live shorter than a normal absence.</summary>
internal sealed class SignerDurationTooShort : Cause
{
    /// <summary>Shorter lives than two days do not survive a weekend; default is a year (pkg/controller/certificates/signer/config/v1alpha1/defaults.go).</summary>
    private static readonly TimeSpan TooShort = TimeSpan.FromDays(2);

    public override string Id => "signer-duration-too-short";

    public override string Title => "Signing duration shorter than normal downtime";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P3", "P6", "fallback"];

    public override string Meaning =>
        "The signer gives certificates the life of --cluster-signing-duration. At a few hours every maintenance, weekend or network outage outlasts them, and nodes come back expired time and again.";

    public override string Distinguish => "Several expiries after several stops; one alone is client-expired-node-offline.";

    public override string DecisiveCheck => "NotAfter - NotBefore of issued certificates against the usual downtime";

    public override IReadOnlyList<string> Consequences => ["rotation-not-due", "client-expired-node-offline", "client-expired-kubelet-running", "client-expired-no-bootstrap"];

    public override bool StopsRenewal => false;

    public override Judgement Judge(Situation situation)
    {
        if (situation.ControlPlane.SigningDuration is not { } duration || duration > TooShort) return No;
        var quote = situation.ControlPlane.SigningDurationQuote!;
        var expiredByStop = situation.Client.Expired == true && situation.Client.Certificate is { } leaf && leaf.Lifetime <= TooShort + TimeSpan.FromMinutes(10);
        if (situation.Client.Expired == true && !expiredByStop) return No;
        return Yes(expiredByStop ? Confidence.Likely : Confidence.Confirmed, CertificateKind.Client,
            $"Certificates are issued for {Durations.Short(duration)} only ({quote.Text}): {(expiredByStop ? $"that of {situation.Names.Node} ended during its last absence" : "a longer absence of a node ends them")}.",
            [quote, situation.Client.ExpiryQuote],
            expiredByStop ? situation.Client.NotAfter : null, latent: !expiredByStop);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        Remedies.EditManifest(situation, "kube-controller-manager", "Raise --cluster-signing-duration above your longest normal downtime (8760h is the default)"),
        .. situation.Client.Expired == true ? Remedies.ReissueClientCertificate(situation) : [],
    ];
}
