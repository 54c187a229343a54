using Certrot.Evidence;
using Certrot.Logs;

namespace Certrot.Diagnosis;

/// <summary>Infers how far the node's clock is off where nobody measured it: the API server stamps what the node stamps as well.</summary>
internal static class NodeClock
{
    /// <summary>The signer backdates by five minutes (pkg/controller/certificates/signer/signer.go): less than that harms no fresh certificate.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>An event may be sent late, for some minutes (client-go tools/record/event.go, maxTriesPerEvent with 10 s between): a lag below this may be that.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(15);

    /// <summary>The offset, positive where the node is ahead, and what shows it; null where nothing does.</summary>
    public static (TimeSpan Offset, Quote Quote)? Infer(Situation situation) => FromCsr(situation) ?? FromHeartbeat(situation) ?? FromEvents(situation);

    /// <summary>The time at which the log says that a CSR was created, against its creationTimestamp.</summary>
    private static (TimeSpan Offset, Quote Quote)? FromCsr(Situation situation)
    {
        if (situation.Kubelet.LastNow(KubeletMessages.CsrCreated) is not { Time: { } logged } line || line.Captures.GetValueOrDefault("csr") is not { } name) return null;
        var csr = situation.Evidence.Cluster.CertificateSigningRequests?.FirstOrDefault(c => c.Meta.Name == name);
        return csr?.Meta.Created is { } created && (logged - created).Duration() > Tolerance ? (logged - created, situation.Quote(csr)) : null;
    }

    /// <summary>A heartbeat from the future, while the lease of kube-controller-manager is not ahead as well: then the collector's clock would be behind.</summary>
    private static (TimeSpan Offset, Quote Quote)? FromHeartbeat(Situation situation)
    {
        if (situation.LastHeartbeat is not { } heartbeat || heartbeat - situation.Now <= Tolerance) return null;
        if (situation.ControlPlane.ControllerManagerLease?.Renewed - situation.Now > Tolerance) return null;
        var lease = situation.NodeLease;
        return lease?.Renewed == heartbeat
            ? (heartbeat - situation.Now, new Quote(lease.Meta.Source with { Time = heartbeat }, $"lease {lease.Meta.Name} renewed {heartbeat:yyyy-MM-dd HH:mm:ss} UTC, after the evidence was collected"))
            : situation.ReadyQuote is { } ready ? (heartbeat - situation.Now, ready) : null;
    }

    /// <summary>The kubelet writes an event's times, the API server its creationTimestamp.</summary>
    private static (TimeSpan Offset, Quote Quote)? FromEvents(Situation situation)
    {
        (TimeSpan Offset, Quote Quote)? best = null;
        foreach (var e in situation.Evidence.Cluster.Events ?? [])
        {
            if (e.Component != "kubelet" || e.ObjectKind != "Node" || e.ObjectName != situation.Evidence.NodeName) continue;
            if (e.First is not { } first || e.Meta.Created is not { } created) continue;
            var offset = first - created;
            if (offset < Tolerance && offset > -Lag) return null;
            best = (offset, new Quote(e.Meta.Source with { Time = created }, $"event {e.Reason}: {first:yyyy-MM-dd HH:mm:ss} by the node, {created:yyyy-MM-dd HH:mm:ss} UTC by the API server"));
        }

        return best;
    }
}
