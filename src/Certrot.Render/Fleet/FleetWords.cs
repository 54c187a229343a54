using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>What the outputs for people call the parts of a scan.</summary>
internal static class FleetWords
{
    private static readonly (string Verdict, string Word)[] counted =
        [(Verdicts.Failing, "failing"), (Verdicts.AtRisk, "at risk"), (Verdicts.Undetermined, "not known"), (Verdicts.NotCertificateRelated, "in other trouble"), (Verdicts.Healthy, "healthy"), ("excluded", "excluded")];

    /// <summary>The cluster in one sentence.</summary>
    public static string Headline(ClusterReport cluster)
    {
        if (cluster.Error is { } error) return error;
        if (cluster.Nodes.Count == 0) return "the cluster has no nodes.";
        var nodes = Words.Count(cluster.Nodes.Count, "node", "nodes");
        var losing = cluster.Nodes.Where(n => n.Excluded is null && n.LostAt is not null && n.Verdict is Verdicts.Failing or Verdicts.AtRisk).ToList();
        if (losing.Count > 0)
        {
            var next = losing.Where(n => n.LostAt > cluster.ScannedAt).Min(n => n.LostAt);
            var lost = losing.Count(n => n.LostAt <= cluster.ScannedAt);
            var text = lost > 0 ? $"{lost} of {nodes} {(lost == 1 ? "is" : "are")} lost" : "";
            if (next is { } at) text += $"{(text.Length > 0 ? ", and " : "")}{losing.Count - lost} {(text.Length > 0 ? "more" : $"of {nodes}")} will drop out if nothing changes, the first in {Times.Duration(at.ToUnixTimeSeconds() - cluster.ScannedAt.ToUnixTimeSeconds())}, at {Times.Stamp(at)}";
            return text + ".";
        }

        return cluster.Verdict switch
        {
            Verdicts.Healthy => $"nothing is wrong with the certificates of {(cluster.Nodes.Count == 1 ? "its node" : $"its {nodes}")}.",
            Verdicts.Failing when cluster.Incidents.Count > 0 => $"renewal fails on {cluster.Incidents.Where(i => i.Verdict == Verdicts.Failing).SelectMany(i => i.Nodes).Distinct().Count()} of {nodes}.",
            Verdicts.AtRisk => $"no renewal fails, and {Words.Count(cluster.Counts.GetValueOrDefault(Verdicts.AtRisk) is var n && n > 0 ? n : cluster.Items.Count(i => i.Outcome is "warn"), "thing needs", "things need")} a look.",
            Verdicts.Failing => "the cluster as a whole is in trouble.",
            _ => $"not all is known of its {nodes}.",
        };
    }

    /// <summary>How many nodes have which verdict.</summary>
    public static string Counts(ClusterReport cluster) =>
        $"{Words.Count(cluster.Nodes.Count, "node", "nodes")}: {string.Join(", ", counted.Where(c => cluster.Counts.GetValueOrDefault(c.Verdict) > 0).Select(c => $"{cluster.Counts[c.Verdict]} {c.Word}"))}";

    /// <summary>What an incident reaches.</summary>
    public static string Reach(IncidentReport incident, DateTimeOffset now)
    {
        var parts = new List<string> { Words.Count(incident.Nodes.Count, "node", "nodes") };
        if (incident.Pods is { } pods) parts.Add(Words.Count(pods, "pod", "pods"));
        if (incident.Zones.Count > 0) parts.Add($"{(incident.Zones.Count == 1 ? "zone" : "zones")} {Some(incident.Zones, 5)}");
        if (incident.Pools.Count > 0) parts.Add($"{(incident.Pools.Count == 1 ? "pool" : "pools")} {Some(incident.Pools, 5)}");
        if (incident.FirstLostAt is { } lost) parts.Add(lost <= now ? $"first lost {Times.Relative(lost, now)}" : $"first lost {Times.Relative(lost, now)}, at {Times.Stamp(lost)}");
        return $"{(incident.ControlPlane ? "In the control plane: " : "")}{string.Join(", ", parts)}";
    }

    /// <summary>The first few of some names.</summary>
    public static string Some(IReadOnlyList<string> names, int most) =>
        names.Count <= most ? string.Join(", ", names) : $"{string.Join(", ", names.Take(most))} and {names.Count - most} more";

    /// <summary>A certificate in a cell: time left and stage, or what is not known.</summary>
    public static string Cell(FleetCertificateReport certificate, DateTimeOffset now)
    {
        var stage = certificate.Stage == "unknown" ? "" : certificate.Stage;
        if (certificate.NotAfter is { } end) return $"{(end < now ? "ended " : "")}{Times.Relative(end, now).Replace("in ", "", StringComparison.Ordinal)} {stage}".TrimEnd();
        return certificate.Known == "heartbeat" ? $"works, ? left {stage}".TrimEnd() : stage.Length > 0 ? $"? {stage}" : "?";
    }

    /// <summary>When a node is lost, in a cell.</summary>
    public static string Lost(FleetNodeReport node, DateTimeOffset now) => node.LostAt is { } lost ? Times.Relative(lost, now) : "-";
}
