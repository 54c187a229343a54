using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Reports;

namespace Certrot.Fleet;

/// <summary>What no single node shows: the horizon of CA and signer, piles of CSRs, nodes that end together.</summary>
internal static class ClusterItems
{
    /// <summary>What kube-controller-manager signs for by default (pkg/controller/certificates/signer/config/v1alpha1/defaults.go, ClusterSigningDuration).</summary>
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromDays(365);

    /// <summary>The kubelet's own certificates: its CSRs come by themselves. kube-controller-manager deletes pending ones after a day (pkg/controller/certificates/cleaner/cleaner.go).</summary>
    private const int ManyPending = 100;

    /// <summary>Clusters with more were slow to approve (kubernetes#132947 had 520,858); the cleaner keeps a healthy one far below.</summary>
    private const int ManyCsrs = 20_000;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <param name="evidence">What the scan saw.</param>
    /// <param name="rows">The nodes.</param>
    public static IReadOnlyList<ClusterItemReport> Of(FleetEvidence evidence, IReadOnlyList<FleetNodeReport> rows)
    {
        var whole = new Situation(new NodeEvidence { CollectedAt = evidence.CollectedAt, Cluster = evidence.Cluster });
        List<ClusterItemReport> items = [CaHorizon(whole), Csrs(evidence, rows.Count)];
        items.AddRange(SameHour(evidence, rows));
        if (LostTogether(evidence, rows) is { } lost) items.Add(lost);
        return [.. items.OrderByDescending(i => Array.IndexOf(["pass", "unknown", "warn", "fail"], i.Outcome))];
    }

    private static ClusterItemReport CaHorizon(Situation s)
    {
        const string id = "ca-horizon";
        // A cluster may trust an old CA beside the new one: the signer's is among those that end last.
        if (s.ClusterCas.MaxBy(c => c.NotAfter) is not { } ca) return new ClusterItemReport(id, "unknown", "How long the CA is valid is not known: its certificate was not collected.", null, []);
        var duration = s.ControlPlane.SigningDuration ?? DefaultDuration;
        var from = ca.NotAfter - duration;
        QuoteReport[] quotes =
        [
            new("cluster/configmaps-kube-system.json", $"{ca.Subject.Text} notAfter={ca.NotAfter:yyyy-MM-dd HH:mm:ss} UTC", null),
            s.ControlPlane.SigningDurationQuote is { } flag ? Diagnostician.Quote(flag) : new("cluster/pods-kube-system.json", $"--cluster-signing-duration was not collected; {Durations.Short(DefaultDuration)} is the default", null),
        ];
        if (ca.NotAfter <= s.Now) return new ClusterItemReport(id, "fail", $"The CA {ca.Subject.Text} ended at {ca.NotAfter:yyyy-MM-dd HH:mm:ss} UTC: nothing that it signed is valid.", ca.NotAfter, quotes);
        if (from <= s.Now)
        {
            return new ClusterItemReport(id, ca.NotAfter - s.Now < Soon ? "fail" : "warn",
                $"Certificates issued now are cut to the end of the CA {ca.Subject.Text}, {ca.NotAfter:yyyy-MM-dd HH:mm:ss} UTC ({Durations.Short(ca.NotAfter - s.Now)} left): all end together then. Renew the CA first.", ca.NotAfter, quotes);
        }

        return new ClusterItemReport(id, from - s.Now < Soon ? "warn" : "pass",
            $"Every certificate issued from {from:yyyy-MM-dd} on will be truncated: the CA {ca.Subject.Text} ends at {ca.NotAfter:yyyy-MM-dd HH:mm:ss} UTC and certificates are for {Durations.Short(duration)}.", from, quotes);
    }

    private static ClusterItemReport Csrs(FleetEvidence evidence, int nodes)
    {
        const string id = "csr-pile-up";
        if (evidence.Csrs is not { } csrs) return new ClusterItemReport(id, "unknown", "How many CSRs there are is not known: they were not listed.", null, []);
        var quote = new QuoteReport("cluster/certificatesigningrequests.json", string.Join(", ", csrs.ByState.OrderBy(s => s.Key).Select(s => $"{s.Value} {s.Key}")), null);
        var since = csrs.OldestPending is { } oldest ? $", the oldest for {Durations.Short(evidence.CollectedAt - oldest)}" : "";
        // Some nodes that wait are told by the nodes; a pile is more than each node's newest two.
        if (csrs.PendingOfKubelets > Math.Max(ManyPending, 2 * nodes)) return new ClusterItemReport(id, "warn", $"{csrs.PendingOfKubelets} CSRs of kubelets are pending{since}: kubelets ask again every 15 minutes, and old CSRs are never used any more. Approve only the newest of each node, after a look at its subject, SANs and usages.", csrs.OldestPending, [quote]);
        if (csrs.Total > ManyCsrs && csrs.Total > 10 * nodes) return new ClusterItemReport(id, "warn", $"There are {csrs.Total} CSRs for {nodes} nodes: they slow down approving and fill etcd. kube-controller-manager's csrcleaner deletes them after an hour (issued, denied) or a day (pending); see whether it runs.", null, [quote]);
        return new ClusterItemReport(id, "pass", $"{csrs.Total} CSRs, {csrs.PendingOfKubelets} of kubelets pending{since}.", csrs.OldestPending, [quote]);
    }

    /// <summary>Nodes whose client certificates end within an hour, and whose renewal does not succeed.</summary>
    private static IEnumerable<ClusterItemReport> SameHour(FleetEvidence evidence, IReadOnlyList<FleetNodeReport> rows)
    {
        var now = evidence.CollectedAt;
        var ends = rows.Where(r => r.Excluded is null && r.Client.NotAfter > now && r.Verdict is Verdicts.Failing or Verdicts.AtRisk).Select(r => r.Client.NotAfter!.Value).Order().ToList();
        for (var i = 0; i < ends.Count;)
        {
            var first = ends[i];
            var count = ends.Skip(i).TakeWhile(e => e - first <= TimeSpan.FromHours(1)).Count();
            if (count < Math.Max(3, rows.Count / 10))
            {
                i++;
                continue;
            }

            i += count;
            yield return new ClusterItemReport("same-hour-expiry", first - now < Soon ? "fail" : "warn",
                $"{count} of {rows.Count} nodes will expire within the same hour, from {first:yyyy-MM-dd HH:mm:ss} UTC on (in {Durations.Short(first - now)}), and their renewal does not succeed at present.", first, []);
        }
    }

    /// <summary>Nodes that fell silent together: the cluster was off, or a network was, for longer than their certificates last.</summary>
    private static ClusterItemReport? LostTogether(FleetEvidence evidence, IReadOnlyList<FleetNodeReport> rows)
    {
        var silent = rows.Where(r => r.Excluded is null && r.LastHeartbeat is { } last && evidence.CollectedAt - last > Grace).OrderBy(r => r.LastHeartbeat).ToList();
        var (best, start) = (0, 0);
        for (int from = 0, to = 0; to < silent.Count; to++)
        {
            while (silent[to].LastHeartbeat - silent[from].LastHeartbeat > Together) from++;
            if (to - from + 1 > best) (best, start) = (to - from + 1, from);
        }

        if (best < Math.Max(3, rows.Count / 5)) return null;
        var group = silent.GetRange(start, best);
        var at = group[0].LastHeartbeat!.Value;
        var expired = group.Count(r => r.Client.NotAfter < evidence.CollectedAt);
        return new ClusterItemReport("lost-together", "fail",
            $"{best} of {rows.Count} nodes fell silent within {Durations.Short(Together)} of {at:yyyy-MM-dd HH:mm:ss} UTC ({Durations.Short(evidence.CollectedAt - at)} ago): one event, such as power, network, the API server or certificates that ended together, and no {best} faults."
            + (expired > 0 ? $" Meanwhile {expired} of them outlived their client certificate: these need new credentials when they come back." : ""), at, []);
    }
}
