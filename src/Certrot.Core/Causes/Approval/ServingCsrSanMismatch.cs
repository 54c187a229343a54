using System.Net;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The approver does not find the requested names among the node's.</summary>
internal sealed class ServingCsrSanMismatch : Cause
{
    public override string Id => "serving-csr-san-mismatch";

    public override string Title => "Approver ignores the CSR: SANs are not among the Machine/Node addresses";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P5", "D3"];

    public override string Meaning =>
        "Approvers compare the names and addresses in a serving CSR with what they know of the node: its Machine, its Node status, DNS. A name or address more, and the CSR is left Pending without a condition, or denied.";

    public override string Distinguish => "Other nodes' serving CSRs are approved, and the approver runs and has its rights.";

    public override string DecisiveCheck => "compare the CSR's SANs with node.status.addresses and the Machine's status.addresses";

    public override IReadOnlyList<string> Consequences => ["serving-csr-no-approver", "csr-flood", "serving-csr-transient", "csr-denied-by-approver"];

    public override Judgement Judge(Situation situation)
    {
        var serving = situation.Serving;
        var pending = serving.Renewal.FirstOrDefault(c => c.IsPending || c.Denied is not null);
        var logged = situation.ControllerManager.Last(ControlPlaneMessages.ApproverRefusesNames) ?? situation.Kubelet.Last(ControlPlaneMessages.ApproverRefusesNames);
        if (logged is not null && (pending is not null || situation.Evidence.Fragmentary))
        {
            return Yes(Confidence.Confirmed, CertificateKind.Serving, $"The approver refuses the serving CSR because of its names: {logged.Text}",
                [new Quote(new Source("log", (int)logged.Line, logged.Time), logged.Text), pending is null ? null : situation.Quote(pending)], logged.Time);
        }

        if (pending?.Request is not { } request || situation.Node is not { } node) return No;
        var foreign = Foreign(request, node.Addresses.Select(a => a.Address).ToList());
        if (foreign.Count == 0)
            return serving.Stage == RotationStage.Pending ? Not("Every name and address in the CSR is one of the node's.", [situation.Quote(pending)]) : No;
        var approver = ServingApprovers.Pods(situation) is { Count: > 0 } || ServingApprovers.Granted(situation) is { Count: > 0 };
        if (!approver) return No;
        return Yes(Confidence.Likely, CertificateKind.Serving,
            $"{pending.Meta.Name} asks for {string.Join(", ", foreign)}, which is not among the addresses of {node.Meta.Name}: the approver leaves it alone.",
            [situation.Quote(pending), new Quote(node.Meta.Source, $"addresses: {string.Join(", ", node.Addresses.Select(a => a.Address))}")], serving.FailingSince);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Compare what the node asks for with what the cluster knows of it", "workstation",
            [$"{situation.Names.Kubectl} get csr {situation.Serving.Newest?.Meta.Name ?? "NAME"} -o jsonpath='{{.spec.request}}' | base64 -d | openssl req -noout -text | grep -A1 'Alternative Name'", $"{situation.Names.Kubectl} get node {situation.Names.Node} -o jsonpath='{{.status.addresses}}'"]),
        new("Repair the side that is wrong: --node-ip and --hostname-override of the kubelet, the cloud controller, or the Machine's addresses", "infrastructure", []),
        Remedies.ApproveNewest(situation, situation.Serving, "Only when the names are right for this node."),
    ];

    /// <summary>Requested names that the node does not have: addresses by value, names without regard to case and trailing dot.</summary>
    private static List<string> Foreign(Pki.CertificateRequest request, List<string> known)
    {
        var addresses = known.Select(k => IPAddress.TryParse(k, out var ip) ? ip : null).OfType<IPAddress>().ToList();
        var names = known.Select(k => k.TrimEnd('.')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var foreign = request.IpAddresses.Where(ip => !addresses.Contains(ip)).Select(ip => ip.ToString()).ToList();
        foreign.AddRange(request.DnsNames.Where(d => !names.Contains(d.TrimEnd('.'))));
        return foreign;
    }
}
