using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The node's clock is wrong.</summary>
internal sealed class ClockSkewNode : Cause
{
    public override string Id => "clock-skew-node";

    public override string Title => "Node clock wrong (ahead: looks expired; behind: 'not yet valid')";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P1", "P3", "D2"];

    public override string Meaning =>
        "Every certificate is judged by a clock. A node whose clock is ahead sees expired certificates and rotates too early, one whose clock is behind sees certificates that are not valid yet; each looks like a problem of the certificate.";

    public override string Distinguish => "\"is before\" is nearly always a clock; \"is after\" needs a second source of time. Where several nodes agree with each other and not with the API server it is clock-skew-control-plane.";

    public override string DecisiveCheck => "timedatectl on the node against the Date header of the API server: more than five minutes apart";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "apiserver-serving-cert-expired", "client-expired-node-offline", "client-expired-rotation-disabled", "rotation-silently-stalled", "kubelet-not-running", "apiserver-rejects-client-ca"];

    public override bool StopsRenewal => false;

    public override Judgement Judge(Situation situation)
    {
        var trouble = situation.Trouble is { Kind: ApiTroubleKind.ServerNotYetValid or ApiTroubleKind.ServerExpired } t ? t : null;
        if (situation.Evidence.Host.Clock is { } clock)
        {
            if (clock.Offset.Duration() <= NodeClock.Tolerance)
                return trouble is { Kind: ApiTroubleKind.ServerNotYetValid } ? Not($"The clock of {situation.Names.Node} is within {Durations.Short(clock.Offset)} of the reference.", [Quote(clock)]) : No;
            return Yes(Confidence.Confirmed, CertificateKind.Client,
                $"The clock of {situation.Names.Node} is {Durations.Short(clock.Offset)} {(clock.Offset > TimeSpan.Zero ? "ahead" : "behind")}{(clock.NtpSynchronized == false ? " and not synchronized" : "")}.",
                [Quote(clock), trouble?.Quote, situation.Client.ExpiryQuote], trouble?.Since, latent: trouble is null && situation.Posts == true && situation.Client.Expired != true);
        }

        if (NodeClock.Infer(situation) is { } skew)
        {
            return Yes(Confidence.Likely, CertificateKind.Client, $"The clock of {situation.Names.Node} is about {Durations.Short(skew.Offset)} {(skew.Offset > TimeSpan.Zero ? "ahead of" : "behind")} the API server's: what both have stamped differs by that.",
                [skew.Quote, trouble?.Quote, situation.Client.ExpiryQuote], trouble?.Since - skew.Offset, latent: trouble is null && situation.Posts == true && situation.Client.Expired != true);
        }

        return trouble is { Kind: ApiTroubleKind.ServerNotYetValid }
            ? Yes(Confidence.Likely, CertificateKind.Client, $"The API server's certificate is not valid yet by the clock of {situation.Names.Node}, which is then behind.", [trouble.Quote], trouble.Since)
            : No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        Remedies.FixClockFirst(situation),
        Remedies.RestartKubelet(situation, "Certificates that were issued under the wrong clock may have to be issued again."),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"date -u; curl -skI {situation.Names.Server}/healthz | grep -i '^date'", "node", "whether the node's clock and the API server's differ")];

    private static Quote Quote(ClockReading clock) => new(clock.Source, $"node {clock.NodeTime:yyyy-MM-dd HH:mm:ss}, reference {clock.ReferenceTime:yyyy-MM-dd HH:mm:ss} UTC");
}
