using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The node was down while it should have rotated.</summary>
internal sealed class ClientExpiredNodeOffline : Cause
{
    public override string Id => "client-expired-node-offline";

    public override string Title => "Node (or whole cluster) was powered off, suspended or cut off past NotAfter";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P1", "P3", "D2"];

    public override string Meaning =>
        "A kubelet can only rotate while it runs and reaches the API server, between 70 and 90 percent of the certificate's life. A node that was off during that time comes "
        + "back with an expired certificate, and a kubeadm node has no bootstrap credentials left to ask for another.";

    public override string Distinguish =>
        "The start-up lines are those of client-expired-no-bootstrap; the extra proof is a downtime that covers the rotation window: the last sign of life before the window's end, and a start after the expiry.";

    public override string DecisiveCheck => "journalctl --list-boots: the end of the last boot before the expiry, the start of this one after it";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-no-bootstrap", "client-expired-kubelet-running", "auth-anonymous", "openshift-recovery-csr-pending", "kubelet-not-running", "never-bootstrapped", "csr-flood"];

    public override Judgement Judge(Situation situation)
    {
        var client = situation.Client;
        if (client.Expired != true || client.RotationEnabled == false || client.NotAfter is not { } end) return No;
        var run = situation.Kubelet.Current;
        var started = situation.Evidence.Host.Process?.StartedAt ?? BootTime(situation) ?? (run is { StartSeen: true } ? run.Start : null);
        if (started is null || started <= end) return No;

        // Up while the window was open: then it could have rotated, and something else kept it from doing so.
        var mustBeBefore = client.WindowEnd ?? end;
        var (last, quote) = LastSignOfLife(situation, started.Value);
        if (last is null) return No;
        if (last > mustBeBefore)
            return Not($"{situation.Names.Node} gave a sign of life at {last:yyyy-MM-dd HH:mm:ss} UTC, after its rotation window: no downtime explains the missed rotation.", quote is null ? [] : [quote]);
        return Yes(client.WindowEnd is null ? Confidence.Likely : Confidence.Confirmed, CertificateKind.Client,
            $"{situation.Names.Node} was down or cut off from {last:yyyy-MM-dd HH:mm} to {started:yyyy-MM-dd HH:mm} UTC; its client certificate expired in between, at {end:yyyy-MM-dd HH:mm:ss} UTC.",
            [quote, client.ExpiryQuote, run is { StartSeen: true } ? new Quote(new Source(situation.Kubelet.Digest!.Source.Path, (int)run.FirstLine, run.Start), "the kubelet starts") : null],
            end, "the node was off past the end of its certificate");
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) => Remedies.ReissueClientCertificate(situation);

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => CredentialSteps.Rebootstrap(situation, Id);

    private static (DateTimeOffset? Last, Quote? Quote) LastSignOfLife(Situation s, DateTimeOffset started)
    {
        DateTimeOffset? last = null;
        Quote? quote = null;
        if (s.Kubelet.Digest is { Runs.Count: > 1 } digest && digest.Runs[^2].End is { } end && started - end > TimeSpan.FromMinutes(10))
        {
            last = end;
            quote = new Quote(new Source(digest.Source.Path, (int)digest.Runs[^2].LastLine, end), "last line of the run before");
        }

        if (s.LastHeartbeat is { } heartbeat && heartbeat < started && (last is null || heartbeat > last)) (last, quote) = (heartbeat, s.ReadyQuote);
        if (s.LastHeartbeat > started) (last, quote) = (s.LastHeartbeat, s.ReadyQuote);
        return (last, quote);
    }

    private static DateTimeOffset? BootTime(Situation s) =>
        s.Evidence.Host.Metrics?.Find("node_boot_time_seconds") is { } boot && double.IsFinite(boot.Value) ? DateTimeOffset.FromUnixTimeSeconds((long)boot.Value) : null;
}
