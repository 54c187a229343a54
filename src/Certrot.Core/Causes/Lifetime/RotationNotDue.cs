using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>An alert by fixed days fires before rotation is due.</summary>
internal sealed class RotationNotDue : Cause
{
    /// <summary>The widest threshold of days in use for alerts on certificates (kubernetes-mixin: 7 days; exporters: 14 to 30).</summary>
    private static readonly TimeSpan AlertHorizon = TimeSpan.FromDays(30);

    public override string Id => "rotation-not-due";

    public override string Title => "Not a failure: certificate is before its rotation window";

    public override CauseKind Kind => CauseKind.Benign;

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Runbook => ["P3", "D2"];

    public override string Meaning =>
        "The kubelet rotates at a random moment between 70 and 90 percent of the certificate's life. Alert rules with a fixed number of days fire long before that on certificates that live for days or weeks.";

    public override string Distinguish => "Past 90 percent without an attempt it is rotation-silently-stalled; a failed attempt names its own cause.";

    public override string DecisiveCheck => "(now - NotBefore) / (NotAfter - NotBefore) below 0.7, or below 0.9 without a failed attempt";

    public override Judgement Judge(Situation situation)
    {
        foreach (var certificate in situation.Certificates)
        {
            if (certificate.NotAfter is not { } end || certificate.Expired == true || certificate.RotationEnabled == false || certificate.RenewalFails) continue;
            if (situation.Evidence.Fragmentary)
            {
                if (situation.Kubelet.Last(KubeletMessages.RotationDeadline) is not { } line || !certificate.Concerns(line)) continue;
                return Yes(Confidence.Likely, certificate.Kind, $"The {certificate.Name} certificate is in date until {end:yyyy-MM-dd HH:mm:ss} UTC and its rotation is scheduled.", [situation.Kubelet.Quote(line)]);
            }

            if (certificate.WindowEnd is not { } windowEnd || situation.Now >= windowEnd || end - situation.Now > AlertHorizon) continue;
            return Yes(Confidence.Confirmed, certificate.Kind,
                $"The {certificate.Name} certificate of {situation.Names.Node} lives {Durations.Short(certificate.Certificate!.Lifetime)}; rotation is due between {certificate.WindowStart:yyyy-MM-dd HH:mm} and {windowEnd:yyyy-MM-dd HH:mm} UTC, and nothing stands in its way.",
                [certificate.ExpiryQuote]);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
        [new("Nothing to repair: let alerts follow the lifetime instead of fixed days", "infrastructure", [], "Remaining life below 10 percent means that rotation is late; a number of days does not.")];
}
