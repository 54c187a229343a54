using Certrot.Causes;
using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Tells whether it is this node alone.</summary>
internal static class ScopeWriter
{
    private const int Listed = 50;

    public static ScopeReport Write(Situation situation, Ranking ranking)
    {
        if (situation.CollectorTrouble is not null)
            return situation.Trouble is null
                ? new ScopeReport("unknown", "The API server does not serve the collector: other nodes were not seen.", Names([situation.Names.Node]), situation.Evidence.Cluster.Nodes?.Count)
                : new ScopeReport("cluster", "The API server does not serve the collector either: every node is affected, or will be.", Names([situation.Names.Node]), situation.Evidence.Cluster.Nodes?.Count);
        if (situation.Evidence.Cluster.Nodes is not { } nodes) return new ScopeReport("unknown", "Other nodes were not collected.", Names([situation.Names.Node]), null);
        var others = situation.OtherNodes;
        var lost = others.Where(n => n.Ready?.Status == "Unknown").Select(n => n.Meta.Name).ToList();
        var stuck = StuckRequestors(situation, ranking).ToList();
        var affected = lost.Concat(stuck).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var controlPlane = ranking.Root?.Cause.Runbook.Contains("P6") == true && ranking.Root.Cause.Runbook.Contains("D4");
        if (ranking.Root is null or { Cause.Kind: CauseKind.Benign })
            return new ScopeReport(affected.Count == 0 ? "node" : "several-nodes", affected.Count == 0 ? "No other node shows trouble." : $"{affected.Count} other nodes show trouble of their own.", Names(affected), nodes.Count);
        if (controlPlane)
            return new ScopeReport("cluster", $"The cause is in the control plane: every node that has to renew is affected{(affected.Count > 0 ? $", {affected.Count + 1} show it already" : "")}.", Names([situation.Names.Node, .. affected]), nodes.Count);
        if (affected.Count > 0 && stuck.Count == 0)
            return new ScopeReport("several-nodes", $"{affected.Count} of {others.Count} other nodes {(affected.Count == 1 ? "is" : "are")} lost as well; whether for the same reason is not in the evidence.", Names([situation.Names.Node, .. affected]), nodes.Count);
        if (affected.Count > 0)
            // A node that cannot join has a CSR and no Node object.
            return new ScopeReport(affected.Count >= others.Count ? "cluster" : "several-nodes", $"{affected.Count}{(affected.Count <= others.Count ? $" of {others.Count}" : "")} other {(affected.Count == 1 ? "node shows" : "nodes show")} the same trouble.", Names([situation.Names.Node, .. affected]), nodes.Count);
        return new ScopeReport("node", others.Count == 0 ? "There is no other node in the evidence to compare with." : others.Count == 1 ? "The other node does not show it." : $"None of the {others.Count} other nodes shows it.", Names([situation.Names.Node]), nodes.Count);
    }

    /// <summary>Other nodes whose newest CSR for the same signer is in the same state.</summary>
    private static IEnumerable<string> StuckRequestors(Situation situation, Ranking ranking)
    {
        var state = ranking.Root?.Judgement.Certificate == CertificateKind.Serving ? situation.Serving : situation.Client;
        if (!state.RenewalFails || state.Decisive is not { } decisive) yield break;
        var newest = new Dictionary<string, CertificateSigningRequest>(StringComparer.Ordinal);
        foreach (var csr in situation.Evidence.Cluster.CertificateSigningRequests ?? [])
        {
            if (decisive.Denied is not null && csr.Denied is null) continue;
            if (csr.SignerName != state.SignerName || !csr.Username.StartsWith("system:node:", StringComparison.Ordinal)) continue;
            if (!newest.TryGetValue(csr.Username, out var known) || csr.Meta.Created > known.Meta.Created) newest[csr.Username] = csr;
        }

        foreach (var (user, csr) in newest)
        {
            var name = user["system:node:".Length..];
            if (name != situation.Evidence.NodeName && csr.StatusColumn == decisive.StatusColumn && !csr.HasCertificate) yield return name;
        }
    }

    private static List<string> Names(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Take(Listed)];
}
