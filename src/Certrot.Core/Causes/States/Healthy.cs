using Certrot.Diagnosis;
using Certrot.Rbac;
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
        if (situation.Evidence.Fragmentary || situation.NodeIsMissing) return No;
        if (client.Expired == true || client.RenewalFails || situation.Trouble is not null || situation.CollectorTrouble is not null || situation.Evidence.Host.Process?.Running == false) return No;
        if (situation.Serving.Expired == true || situation.Serving.RenewalFails || (situation.Serving.RotationEnabled == true && situation.Serving.NotAfter is null)) return No;

        // A node that posts its status authenticates: its client certificate works. Without that the certificate must have been seen, and a log that shows no trouble.
        var works = situation.Posts == true && situation.Node?.Ready?.Status == "True";
        if (situation.Posts == false || (!works && (client.Expired != false || !situation.Kubelet.Collected))) return No;
        var unseen = Unseen(situation);
        return Yes(works && client.Expired == false && unseen is null ? Confidence.Confirmed : Confidence.Likely, null,
            (client.NotAfter is { } end
                ? $"The certificates of {situation.Names.Node} are in date (client until {end:yyyy-MM-dd HH:mm:ss} UTC)"
                : $"The kubelet of {situation.Names.Node} posts its status, so its client certificate works, whose end was not collected")
            + (unseen is null ? " and nothing stands in the way of the next rotation." : $"; whether the next rotation will succeed is not in the evidence: {unseen} not collected."),
            [client.ExpiryQuote, situation.Serving.ExpiryQuote, situation.ReadyQuote]);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) => [];

    /// <summary>What the next rotation needs and nobody looked at, or null.</summary>
    private static string? Unseen(Situation situation)
    {
        var plane = situation.ControlPlane;
        var signer = plane.LeaderIsGone is null && plane.ControllerManagerPodsDown is null;
        var approval = situation.Access.Decide(Identity.Node(situation.Names.Node), CsrAccess.SelfNodeClient) is null;
        return (approval, signer) switch
        {
            (true, true) => "roles, bindings and the state of kube-controller-manager were",
            (true, false) => "roles and bindings were",
            (false, true) => "the state of kube-controller-manager was",
            _ => null,
        };
    }
}
