using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Nothing is wrong. The engine answers it where no cause holds and enough was seen to say so.</summary>
internal sealed class Healthy : Cause
{
    public override string Id => "healthy";

    public override string Title => "Both certificates are in date and nothing that the next rotation needs is broken";

    public override CauseKind Kind => CauseKind.Benign;

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Runbook => [];

    public override string Meaning => "Both certificates are in date, before or just past a successful rotation, and nothing that the next rotation needs is broken.";

    public override string Distinguish => "Holds only where no other cause does and the evidence suffices: otherwise the answer is insufficient-evidence.";

    public override string DecisiveCheck => "certrot diagnose";

    public override Judgement Judge(Situation situation)
    {
        var client = situation.Client;
        if (situation.Evidence.Fragmentary) return No;
        if (client.Expired == true || client.RenewalFails || situation.Trouble is not null || situation.CollectorTrouble is not null || situation.Evidence.Host.Process?.Running == false) return No;
        if (situation.Serving.Expired == true || situation.Serving.RenewalFails || (situation.Serving.RotationEnabled == true && situation.Serving.NotAfter is null)) return No;

        // A node that posts its status authenticates: its client certificate works. Without that the certificate must have been seen, and a log that shows no trouble.
        var works = situation.Posts == true && situation.Node?.Ready?.Status == "True";
        if (situation.Posts == false || (!works && (client.Expired != false || !situation.Kubelet.Collected))) return No;
        return Yes(works && client.Expired == false ? Confidence.Confirmed : Confidence.Likely, null,
            $"The certificates of {situation.Names.Node} are in date{(client.NotAfter is { } end ? $" (client until {end:yyyy-MM-dd HH:mm:ss} UTC)" : "")} and nothing stands in the way of the next rotation.",
            [client.ExpiryQuote, situation.Serving.ExpiryQuote, situation.ReadyQuote]);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) => [];
}
