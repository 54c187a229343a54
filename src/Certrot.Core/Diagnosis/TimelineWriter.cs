using Certrot.Causes;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Writes what happened when.</summary>
internal static class TimelineWriter
{
    private const int Most = 60;

    private static readonly (LogPattern Pattern, string Text, bool Problem)[] Told =
    [
        (KubeletMessages.Rotating, "the kubelet begins a rotation", false),
        (KubeletMessages.CsrIssued, "a certificate is issued to the kubelet", false),
        (KubeletMessages.Rotated, "the kubelet uses a new client certificate", false),
        (KubeletMessages.CsrCreateFailed, "the kubelet cannot create its CSR", true),
        (KubeletMessages.RequestNotSigned, "the CSR is not signed", true),
        (KubeletMessages.CsrDenied, "the CSR is denied", true),
        (KubeletMessages.StoreFailed, "the new pair cannot be stored", true),
        (KubeletMessages.CurrentExpired, "the kubelet finds its certificate expired", true),
        (KubeletMessages.NoValidClientCertificate, "the kubelet has no valid client certificate any more", true),
        (KubeletMessages.StartedExpired, "the kubelet starts with an expired certificate", true),
        (KubeletMessages.BootstrapMissing, "the kubelet finds no bootstrap kubeconfig and gives up", true),
        (KubeletMessages.FailedToRun, "the kubelet gives up", true),
    ];

    public static List<TimelineEntry> Write(Situation situation, Ranking ranking)
    {
        var entries = new List<TimelineEntry>();
        foreach (var state in situation.Certificates)
        {
            if (state.Certificate is not { } leaf) continue;
            var problem = state.RenewalFails || state.Expired == true;
            entries.Add(new TimelineEntry(leaf.NotBefore, "certificate", $"the {state.Name} certificate begins", state.CertificateSource?.ToString()));
            entries.Add(new TimelineEntry(state.WindowStart!.Value, When(situation, state.WindowStart.Value, "certificate"), $"rotation window of the {state.Name} certificate opens (70 %)"));
            entries.Add(new TimelineEntry(state.WindowEnd!.Value, When(situation, state.WindowEnd.Value, "certificate"), $"rotation window of the {state.Name} certificate closes (90 %)"));
            entries.Add(new TimelineEntry(leaf.NotAfter, When(situation, leaf.NotAfter, "certificate"), $"the {state.Name} certificate ends", state.CertificateSource?.ToString(), problem));
        }

        foreach (var state in situation.Certificates)
        {
            foreach (var csr in (state.Csrs ?? []).Take(8))
            {
                if (csr.Meta.Created is not { } created) continue;
                var stuck = state.Renewal.Contains(csr) && !csr.HasCertificate;
                entries.Add(new TimelineEntry(created, "csr", $"{state.Name} CSR {csr.Meta.Name} by {csr.Username}", csr.Meta.Source.ToString(), stuck));
                foreach (var condition in csr.Conditions)
                {
                    if (condition.LastUpdate is { } at) entries.Add(new TimelineEntry(at, "csr", $"{csr.Meta.Name} {condition.Type}: {condition.Reason}", csr.Meta.Source.ToString(), condition.Type is "Denied" or "Failed"));
                }
            }
        }

        // Times that the node wrote, by the clock of the others.
        var excess = situation.NodeTimeExcess;
        var log = situation.Kubelet;
        if (log.Digest is { } digest)
        {
            foreach (var run in digest.Runs.TakeLast(5))
            {
                if (run is { StartSeen: true, Start: { } start }) entries.Add(new TimelineEntry(start - excess, "log", "the kubelet starts", $"{digest.Source.Path}:{run.FirstLine}"));
            }

            foreach (var (pattern, text, problem) in Told)
            {
                foreach (var match in Ends(log.All(pattern)))
                {
                    if (match.Time is { } time) entries.Add(new TimelineEntry(time - excess, "log", text, $"{digest.Source.Path}:{match.Line}", problem));
                }
            }
        }

        if (situation.Trouble is { Since: { } since } trouble) entries.Add(new TimelineEntry(since - excess, "log", $"calls to the API server begin to fail: {Words(trouble.Kind)}", trouble.Quote.Source.ToString(), true));
        if (situation.Node?.Ready is { } ready)
        {
            if (ready.LastTransition is { } changed) entries.Add(new TimelineEntry(changed, "node", $"Ready becomes {ready.Status} ({ready.Reason})", situation.Node.Meta.Source.ToString(), ready.Status != "True"));
            if (situation.LastHeartbeat is { } heartbeat) entries.Add(new TimelineEntry(heartbeat - excess, "node", "last heartbeat"));
        }

        if (situation.ControlPlane.LeaderIsGone == true || ranking.Root?.Cause.Id == "kcm-down")
        {
            if (situation.ControlPlane.ControllerManagerLease?.Renewed is { } renewed) entries.Add(new TimelineEntry(renewed, "control-plane", "kube-controller-manager renews its lease for the last time", situation.ControlPlane.ControllerManagerLease.Meta.Source.ToString(), true));
        }

        foreach (var e in (situation.Evidence.Cluster.Events ?? []).Where(e => e.ObjectKind == "Node" && e.ObjectName == situation.Evidence.NodeName && e.Reason is "NodeNotReady" or "NodeReady" or "Rebooted" or "Starting" or "RegisteredNode").Where(e => e.ObjectName == situation.Evidence.NodeName).TakeLast(10))
        {
            if (e.Last is { } at) entries.Add(new TimelineEntry(at, "event", $"{e.Reason}: {e.Message}", e.Meta.Source.ToString(), e.Reason == "NodeNotReady"));
        }

        if (ranking.Root?.Judgement is { Since: { } began } && ranking.Root.Cause.Kind == CauseKind.Core && !entries.Exists(e => e.Problem && (e.Time - began).Duration() < TimeSpan.FromSeconds(1)))
            entries.Add(new TimelineEntry(began, "log", $"{ranking.Root.Cause.Id} begins", null, true));
        entries.Add(new TimelineEntry(situation.Now, "now", "evidence collected"));
        return [.. entries.DistinctBy(e => (e.Time, e.Text)).OrderBy(e => e.Time).ThenBy(e => e.Text, StringComparer.Ordinal).TakeLast(Most)];
    }

    private static string When(Situation situation, DateTimeOffset time, string past) => time > situation.Now ? "future" : past;

    /// <summary>The first and the last of many alike.</summary>
    private static IEnumerable<LogMatch> Ends(IReadOnlyList<LogMatch> matches) => matches.Count switch
    {
        0 => [],
        1 => [matches[0]],
        _ => [matches[0], matches[^1]],
    };

    private static string Words(ApiTroubleKind kind) => kind switch
    {
        ApiTroubleKind.NameResolution => "the name does not resolve",
        ApiTroubleKind.Proxy => "a proxy refuses them",
        ApiTroubleKind.Unreachable => "no connection",
        ApiTroubleKind.UnknownAuthority => "its certificate is from an unknown CA",
        ApiTroubleKind.ServerExpired => "its certificate is expired",
        ApiTroubleKind.ServerNotYetValid => "its certificate is not valid yet",
        ApiTroubleKind.NotCovered => "its certificate does not cover the name",
        ApiTroubleKind.Overloaded => "it is overloaded",
        ApiTroubleKind.Unauthorized => "401 Unauthorized",
        ApiTroubleKind.Anonymous => "403 for system:anonymous",
        ApiTroubleKind.OtherNode => "403 for another node's identity",
        _ => "403",
    };
}
