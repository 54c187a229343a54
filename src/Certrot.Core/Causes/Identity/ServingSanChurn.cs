using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The node's addresses change, and each change asks for a new certificate.</summary>
internal sealed class ServingSanChurn : Cause
{
    private const int ManyADay = 4;

    public override string Id => "serving-san-churn";

    public override string Title => "Node addresses change, serving certificate is requested again and again";

    public override Severity Severity => Severity.Low;

    public override IReadOnlyList<string> Runbook => ["P1", "P5", "D3"];

    public override string Meaning =>
        "The kubelet asks for a new serving certificate whenever an address of the node is missing from the old one. A virtual IP that moves, IPv6 privacy addresses or a cloud controller that adds and removes addresses make a CSR each time, long before the certificate is old.";

    public override string Distinguish => "The earlier CSRs were issued, and their lifetimes are unused.";

    public override string DecisiveCheck => "compare the SANs of the last kubelet-server-<date>.pem files";

    public override IReadOnlyList<string> Consequences => ["csr-flood"];

    public override bool StopsRenewal => false;

    public override Judgement Judge(Situation situation)
    {
        var day = situation.Now - TimeSpan.FromDays(1);
        var issued = (situation.Serving.Csrs ?? []).Where(c => c.HasCertificate && c.Meta.Created > day).ToList();
        var files = (situation.Evidence.Host.Files ?? []).Count(f => f.Name.StartsWith("kubelet-server-2", StringComparison.Ordinal) && f.Modified > day);
        var changes = situation.Kubelet.Count(KubeletMessages.TemplateChanged);
        var line = situation.Kubelet.Last(KubeletMessages.TemplateChanged, situation.Serving.Concerns);
        if (situation.Evidence.Fragmentary)
            return situation.Kubelet.Last(KubeletMessages.TemplateChanged, m => situation.Serving.Concerns(m) && m.Text.Contains("missing requested", StringComparison.Ordinal)) is { } told ? Yes(Confidence.Likely, CertificateKind.Serving, "The serving certificate is asked for anew because the node's names or addresses changed.", [situation.Kubelet.Quote(told)], told.Time) : No;
        if (Math.Max(issued.Count, files) < ManyADay || (line is null && issued.Count < ManyADay) || (changes < 2 && DistinctNames(issued) < 2)) return No;
        return Yes(Confidence.Confirmed, CertificateKind.Serving,
            $"{situation.Names.Node} got {Math.Max(issued.Count, files)} serving certificates within a day because its addresses change.",
            [line is null ? null : situation.Kubelet.Quote(line), .. issued.Take(3).Select(c => new Quote(c.Meta.Source, $"{c.Meta.Name}: {string.Join(", ", c.Request?.IpAddresses.Select(i => i.ToString()) ?? [])}"))],
            issued.Min(c => c.Meta.Created), latent: situation.Serving.Stage is not (RotationStage.Pending or RotationStage.Denied));
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("See which address comes and goes", "workstation", [$"{situation.Names.Kubectl} get node {situation.Names.Node} -o jsonpath='{{.status.addresses}}'"]),
        new("Pin the node's address: --node-ip of the kubelet; switch IPv6 privacy addresses off; keep virtual addresses out of the Node status", "node", [], null),
        Remedies.ApproveNewest(situation, situation.Serving),
    ];

    private static int DistinctNames(List<Kubernetes.CertificateSigningRequest> issued) =>
        issued.Select(c => string.Join(',', (c.Request?.IpAddresses ?? []).Select(i => i.ToString()).Order(StringComparer.Ordinal))).Distinct(StringComparer.Ordinal).Count();
}
