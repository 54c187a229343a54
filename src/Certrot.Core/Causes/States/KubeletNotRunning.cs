using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubelet does not run, and certificates are not the reason.</summary>
internal sealed class KubeletNotRunning : Cause
{
    public override string Id => "kubelet-not-running";

    public override string Title => "The kubelet is stopped or crashes for a reason other than certificates";

    public override CauseKind Kind => CauseKind.LookAlike;

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P1", "P3", "P4", "D2"];

    public override string Meaning => "The node is NotReady or Unknown and its certificates are in date: the kubelet was stopped, or it ends at its start because of its configuration, the container runtime, swap or the like.";

    public override string Distinguish => "The state of the process and its last lines, and the certificates' dates against the last heartbeat.";

    public override string DecisiveCheck => "systemctl status kubelet; journalctl -u kubelet -n 50";

    public override Judgement Judge(Situation situation)
    {
        var process = situation.Evidence.Host.Process;
        var log = situation.Kubelet;
        var fatal = log.LastNow(KubeletMessages.FailedToRun);
        if (situation.Client.Expired == true) return No;
        if (situation.Evidence.Fragmentary && situation.Trouble is { Kind: ApiTroubleKind.Unauthorized or ApiTroubleKind.Anonymous or ApiTroubleKind.UnknownAuthority }) return No;

        if (process is { IsStopped: true })
        {
            return Yes(Confidence.Confirmed, null,
                $"The kubelet of {situation.Names.Node} is there and does nothing: its process is stopped by a signal or a debugger; its client certificate {(situation.Client.Expired == false ? $"is in date until {situation.Client.NotAfter:yyyy-MM-dd}" : "was not read")}.",
                [new Quote(process.Source, $"running: true, state: {process.State}"), LastLine(log), situation.ReadyQuote, situation.Client.ExpiryQuote], log.Digest?.Last ?? situation.LastHeartbeat);
        }

        // Between two starts of a loop the process may be there for a moment.
        if (process?.Running == true && (fatal is null || situation.Posts != false)) return No;
        if (fatal is not null && Concerns(fatal)) return No;
        if (log.LastNow(KubeletMessages.BootstrapMissing) is not null || log.LastNow(KubeletMessages.StartedExpired) is not null) return No;
        if (process?.Running == false)
        {
            // With neither certificate nor log nothing excludes that it ends because of its certificate.
            var confidence = situation.Client.Expired == false ? Confidence.Confirmed : log.Collected ? Confidence.Likely : Confidence.Possible;
            return Yes(confidence, null,
                $"The kubelet of {situation.Names.Node} {(process.IsStartedAgain ? $"ends, and systemd starts it again{(process.Restarts is > 1 and { } times ? $", {times} times so far" : "")}" : process.Service == "masked" ? "does not run, and its unit is masked" : "does not run")}{(process.ExitCode is { } code ? $" (exit code {code})" : "")}{(fatal is null ? "" : $": {Reason(fatal)}")}; its client certificate {(situation.Client.Expired == false ? $"is in date until {situation.Client.NotAfter:yyyy-MM-dd}" : "was not read")}.",
                [new Quote(process.Source, $"running: false, exitCode: {process.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}{(process.Service is { } service ? $", service: {service}" : "")}"), fatal is null ? null : log.Quote(fatal), LastLine(log), situation.ReadyQuote, situation.Client.ExpiryQuote],
                situation.FailsToStartSince ?? log.Digest?.Last ?? situation.LastHeartbeat);
        }

        if (fatal is not null)
            return Yes(Confidence.Likely, null, $"The kubelet ends at its start: {Reason(fatal)}.", [log.Quote(fatal)], situation.FailsToStartSince);

        // No word on the process, but its log stops where the heartbeats stop.
        if (process is null && log.Digest?.Last is { } last && situation.LastHeartbeat is { } heartbeat && situation.Now - last > TimeSpan.FromMinutes(5) && (last - heartbeat).Duration() < TimeSpan.FromMinutes(2) && situation.Posts == false && situation.Client.Expired == false)
            return Yes(Confidence.Likely, null, $"The kubelet of {situation.Names.Node} fell silent at {last:yyyy-MM-dd HH:mm:ss} UTC with its certificates in date.", [LastLine(log), situation.ReadyQuote, situation.Client.ExpiryQuote], last);
        return No;
    }

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"systemctl status {situation.Names.Unit} --no-pager -l; journalctl -u {situation.Names.Unit} -n 50 --no-pager", "node", "why the kubelet ended")];

    public override IReadOnlyList<FixStep> Fix(Situation situation) => situation.Evidence.Host.Process is { IsStopped: true } ? GoOn(situation) :
    [
        new("See why it ended", "node", [$"systemctl status {situation.Names.Unit} --no-pager -l", $"journalctl -u {situation.Names.Unit} -n 80 --no-pager"]),
        new("Start it", "node", situation.Evidence.Host.Process?.Service == "masked" ? [$"systemctl unmask {situation.Names.Unit}", situation.Names.StartKubelet] : [situation.Names.StartKubelet], situation.Client.NotAfter is { } end ? $"Before {end:yyyy-MM-dd HH:mm} UTC: after that its certificate is expired as well." : null, $"{situation.Names.Kubectl} get node {situation.Names.Node}"),
    ];

    /// <summary>By hand where it ends at its start: what its last words name has to be repaired, and between two starts of a loop it would seem to run.</summary>
    public override IReadOnlyList<RepairStep> Repair(Situation situation) =>
        situation.Evidence.Host.Process is { IsStopped: true } ? [NodeSteps.Continue(situation)]
        : situation.Evidence.Host.Process is { IsStartedAgain: true } || situation.Kubelet.LastNow(KubeletMessages.FailedToRun) is not null ? base.Repair(situation)
        : [NodeSteps.Start(situation)];

    private static IReadOnlyList<FixStep> GoOn(Situation situation) =>
    [
        new("See who holds it: a debugger, or somebody who stopped it", "node", ["grep -E '^(State|TracerPid)' /proc/$(pidof kubelet)/status", "journalctl -n 50 --no-pager"]),
        new("Let it go on", "node", ["kill -CONT $(pidof kubelet)"], null, $"{situation.Names.Kubectl} get node {situation.Names.Node}"),
    ];

    private static string Reason(LogMatch fatal)
    {
        var text = fatal.Captures.GetValueOrDefault("err") ?? fatal.Text;
        const string prefix = "failed to run Kubelet: ";
        if (text.StartsWith(prefix, StringComparison.Ordinal)) text = text[prefix.Length..];
        return text.Length > 160 ? text[..160] + "..." : text.TrimEnd('.');
    }

    private static bool Concerns(LogMatch fatal) =>
        fatal.Text.Contains("bootstrap", StringComparison.Ordinal) || fatal.Text.Contains("certificate", StringComparison.Ordinal) || fatal.Text.Contains("x509", StringComparison.Ordinal)
        || fatal.Text.Contains("client-cert", StringComparison.Ordinal) || fatal.Text.Contains("client CA file", StringComparison.Ordinal);

    private static Quote? LastLine(LogView log) => log.Digest is { Last: { } last } digest ? new Quote(new Source(digest.Source.Path, (int)Math.Min(digest.Lines, int.MaxValue), last), "the log ends here") : null;
}
