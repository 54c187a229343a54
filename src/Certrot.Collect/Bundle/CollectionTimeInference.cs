using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Finds the time of collection in the evidence where <c>bundle.json</c> does not tell it: nothing can have been recorded after it.</summary>
internal static class CollectionTimeInference
{
    public static DateTimeOffset? Infer(ClusterEvidence cluster, HostEvidence host)
    {
        // The clocks are read when the evidence is collected.
        if (host.Clock is { } clock) return clock.ReferenceTime;
        DateTimeOffset? newest = null;
        Take(host.KubeletLog?.Last);
        Take(cluster.ApiServerLog?.Last);
        Take(cluster.ControllerManagerLog?.Last);
        foreach (var lease in cluster.Leases ?? []) Take(lease.Renewed);
        foreach (var @event in cluster.Events ?? []) Take(@event.Last);
        foreach (var request in cluster.CertificateSigningRequests ?? []) Take(request.Meta.Created);
        foreach (var node in cluster.Nodes ?? [])
        {
            foreach (var condition in node.Conditions) Take(condition.LastHeartbeat);
        }
        foreach (var file in host.Files ?? []) Take(file.Modified);
        return newest;

        void Take(DateTimeOffset? time)
        {
            if (time is not null && (newest is null || time > newest)) newest = time;
        }
    }
}
