using Certrot.Causes;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Writes what comes next if nobody acts.</summary>
internal static class OutlookWriter
{
    /// <summary>The controller marks a node Unknown this long after its last heartbeat (nodeMonitorGracePeriod, 50 s since 1.32, 40 s before).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(50);

    /// <summary>A kubelet makes a new CSR when the old one was not signed for this long (client-go certificate_manager.go, certificateWaitTimeout).</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(15);

    /// <summary>After five quick attempts one follows every 32 s (client-go certificate_manager.go, rotateCerts).</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(32);

    public static OutlookReport Write(Situation situation, CauseReport root, string verdict, Cause cause)
    {
        var client = situation.Client;
        if (verdict is Verdicts.Healthy)
        {
            return new OutlookReport(NextRotation(client) ?? "Nothing is to be expected.");
        }

        if (verdict is Verdicts.AtRisk && !cause.StopsRenewal) return new OutlookReport(NextRotation(root.Certificate == "serving" ? situation.Serving : client) ?? "The next rotation is not stopped by this.");

        if (verdict is Verdicts.NotCertificateRelated) return new OutlookReport("Certificates do not decide what comes next here.");
        if (root.Certificate is null && verdict == Verdicts.Failing && situation.Posts == true)
            return new OutlookReport("logs, exec and metrics of the node fail now; the node itself stays Ready.");
        var state = root.Certificate == "serving" ? situation.Serving : client;
        var retry = NextRetry(situation, state);
        if (state.Kind == CertificateKind.Serving)
        {
            return new OutlookReport(state is { Certificate: not null, Expired: false, NotAfter: { } servingEnd } && (state.RenewalFails || verdict == Verdicts.AtRisk)
                ? $"logs, exec and metrics of the node fail from {servingEnd:yyyy-MM-dd HH:mm:ss} UTC on; the node itself stays Ready."
                : "logs, exec and metrics of the node fail now; the node itself stays Ready.", null, null, retry);
        }

        if (situation.Node?.Ready is { Status: "Unknown", LastTransition: { } since })
            return new OutlookReport($"The node was lost at {since:yyyy-MM-dd HH:mm:ss} UTC and stays lost until the cause is removed{AndThen(client)}.", since, (long)(since - situation.Now).TotalSeconds, retry);

        if (situation.NodeIsMissing && state.Expired != true && !root.Id.StartsWith("client-expired", StringComparison.Ordinal))
            return new OutlookReport("The node is not in the cluster, and does not join it before this is repaired.", null, null, retry);
        if (verdict == Verdicts.Failing && state.Expired != true && situation.Evidence.Host.Process?.Running == false && situation.LastHeartbeat is { } last)
        {
            var silent = last + Grace;
            return new OutlookReport($"The kubelet does not run, and the API server has heard from it last at {last:yyyy-MM-dd HH:mm:ss} UTC: the node counts as lost from {silent:yyyy-MM-dd HH:mm:ss} UTC on, whatever the end of its certificate.", silent, (long)(silent - situation.Now).TotalSeconds, retry);
        }

        if (verdict == Verdicts.Failing && state.Expired != true && situation.Posts != true && situation.Trouble is { } trouble && (situation.LastHeartbeat ?? trouble.Since) is { } heard)
        {
            var cutOff = heard + Grace;
            return new OutlookReport($"{(situation.LastHeartbeat is null ? "The kubelet has not got through" : "The API server has not heard from the node")} since {heard:yyyy-MM-dd HH:mm:ss} UTC: the node counts as lost from {cutOff:yyyy-MM-dd HH:mm:ss} UTC on, whatever the end of its certificate.", cutOff, (long)(cutOff - situation.Now).TotalSeconds, retry);
        }

        if (state.NotAfter is { } notAfter)
        {
            var lost = notAfter + Grace;
            return new OutlookReport(state.Expired == true
                ? $"The certificate ended at {notAfter:yyyy-MM-dd HH:mm:ss} UTC: the kubelet cannot authenticate any more."
                : $"The node is lost {Durations.Short(lost - situation.Now)} from now, at {lost:yyyy-MM-dd HH:mm:ss} UTC, when its certificate has expired.", lost, (long)(lost - situation.Now).TotalSeconds, retry);
        }

        return new OutlookReport("How long the node has left is not in the evidence: the client certificate was not read.", null, null, retry);
    }

    private static string AndThen(CertificateState client) => client switch
    {
        { Expired: false, NotAfter: { } end } => $"; from {end:yyyy-MM-dd HH:mm} UTC on it needs a new client certificate as well",
        { Expired: true } => "; its client certificate has expired",
        _ => "",
    };

    private static string? NextRotation(CertificateState state) => state.WindowStart is { } start && state.WindowEnd is { } end
        ? $"The next rotation of the {state.Name} certificate is due between {start:yyyy-MM-dd HH:mm} and {end:yyyy-MM-dd HH:mm} UTC."
        : null;

    private static DateTimeOffset? NextRetry(Situation situation, CertificateState state)
    {
        if (situation.Evidence.Host.Process?.Running == false) return null;
        if (state.Stage == RotationStage.Pending || (state.Stage == RotationStage.ApprovedNotIssued && state.Newest is not null))
            return state.Newest!.Meta.Created is { } created && created + Wait > situation.Now ? created + Wait : null;
        return state.RenewalFails && situation.Kubelet.LastNow(Logs.KubeletMessages.RequestFailed)?.Time is { } failed && failed + Retry > situation.Now ? failed + Retry : null;
    }
}
