using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Fleet;

/// <summary>Puts nodes with one root cause together: a cause of the control plane is told once, whatever number of nodes meets it.</summary>
internal static class IncidentGrouper
{
    /// <param name="evidence">What the scan saw.</param>
    /// <param name="nodes">The nodes, worst first.</param>
    public static IReadOnlyList<IncidentReport> Group(FleetEvidence evidence, IReadOnlyList<AssessedNode> nodes) =>
    [
        .. nodes.Where(n => n.Row.Excluded is null && IsTrouble(n)).GroupBy(Key).Select(g => Incident(evidence, g))
            .OrderByDescending(i => Verdicts.Weight(i.Verdict)).ThenBy(i => i.FirstLostAt ?? DateTimeOffset.MaxValue).ThenByDescending(i => i.Nodes.Count).ThenBy(i => i.Cause.Id, StringComparer.Ordinal),
    ];

    /// <summary>Lateness alone has no cause yet, and what the evidence does not tell must not be put together.</summary>
    private static bool IsTrouble(AssessedNode node) =>
        node.Verdict is Verdicts.Failing or Verdicts.AtRisk or Verdicts.NotCertificateRelated && node.Cause.Kind is CauseKind.Core or CauseKind.LookAlike;

    private static (string Cause, string? Certificate) Key(AssessedNode node) =>
        (node.Cause.Id, IsOfControlPlane(node.Cause) ? null : node.Certificate);

    /// <summary>The runbook finds what is wrong with the CA and the signer in step 6 and rule 4: neither is a node's own.</summary>
    private static bool IsOfControlPlane(Cause cause) => cause.Runbook.Contains("P6") && cause.Runbook.Contains("D4");

    private static IncidentReport Incident(FleetEvidence evidence, IEnumerable<AssessedNode> group)
    {
        var nodes = group.ToList();
        var example = nodes.OrderByDescending(n => n.Row.Closely).ThenByDescending(n => n.Row.Confidence == "confirmed").First();
        var (situation, ranking, verdict, cause, root, _) = Diagnostician.Assess(evidence.Of(example.Node));
        return new IncidentReport
        {
            Cause = root,
            Verdict = Verdicts.Worst(nodes.Select(n => n.Row.Verdict)),
            ControlPlane = IsOfControlPlane(cause),
            Nodes = [.. nodes.Select(n => n.Row.Name)],
            Pods = nodes.TrueForAll(n => n.Row.Pods is not null) ? nodes.Sum(n => n.Row.Pods) : null,
            Zones = Names(nodes.Select(n => n.Row.Zone)),
            Pools = Names(nodes.Select(n => n.Row.Pool)),
            FirstLostAt = nodes.Min(n => n.Row.LostAt),
            Example = example.Row.Name,
            Fix = Diagnostician.Fix(situation, ranking, verdict, cause, root),
        };
    }

    private static string[] Names(IEnumerable<string?> names) => [.. names.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
