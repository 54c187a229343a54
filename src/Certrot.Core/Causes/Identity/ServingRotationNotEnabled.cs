using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Serving rotation is wanted and not configured.</summary>
internal sealed class ServingRotationNotEnabled : Cause
{
    public override string Id => "serving-rotation-not-enabled";

    public override string Title => "User expects serving rotation but it is not configured (or field name mistyped)";

    public override CauseKind Kind => CauseKind.LookAlike;

    public override Severity Severity => Severity.Low;

    public override IReadOnlyList<string> Runbook => ["P3", "fallback"];

    public override string Meaning =>
        "serverTLSBootstrap is false by default, and field names are case-sensitive: ServerTLSBootstrap is ignored without a word by several releases. The kubelet then serves its self-signed certificate for ever and makes no serving CSR.";

    public override string Distinguish => "What the configuration says against what was wanted: without a sign that serving rotation was wanted this is no finding.";

    public override string DecisiveCheck => "kubectl get --raw /api/v1/nodes/NODE/proxy/configz";

    public override Judgement Judge(Situation situation)
    {
        if (situation.Serving.RotationEnabled == true || situation.Evidence.Host.Configuration is not { } configuration) return No;
        var typo = configuration.MistypedFields.FirstOrDefault(f => f.Equals("serverTLSBootstrap", StringComparison.OrdinalIgnoreCase));
        var wanted = situation.Evidence.Cluster.ConfigMaps?.FirstOrDefault(c => c.Meta.Name.StartsWith("kubelet-config", StringComparison.Ordinal)
            && c.Data.TryGetValue("kubelet", out var text) && text.Contains("serverTLSBootstrap: true", StringComparison.Ordinal));
        if (typo is null && wanted is null) return No;
        return Yes(Confidence.Confirmed, CertificateKind.Serving,
            typo is not null
                ? $"{configuration.Source.Path} spells the field {typo}; the kubelet knows serverTLSBootstrap only, so that serving rotation is off on {situation.Names.Node}."
                : $"The cluster's kubelet configuration switches serving rotation on, and the file on {situation.Names.Node} does not.",
            [new Quote(configuration.Source, typo ?? "serverTLSBootstrap is not set"), wanted is null ? null : new Quote(wanted.Meta.Source, $"{wanted.Meta.Name}: serverTLSBootstrap: true")]);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Set serverTLSBootstrap: true, in exactly this spelling", "node", [$"sed -i -E '/^[sS]erver[tT][lL][sS][bB]ootstrap:/d' {situation.Names.Configuration} && echo 'serverTLSBootstrap: true' >> {situation.Names.Configuration}", situation.Names.RestartKubelet], "Deploy an approver for serving CSRs first: without one the node has no serving certificate at all afterwards."),
        Remedies.ApproveNewest(situation, situation.Serving),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => Remedies.HasFlag(situation, "rotate-server-certificates") ? base.Repair(situation) :
    [
        NodeSteps.Configure(situation, "Switch the serving certificate's bootstrap on", RepairPhase.Serving,
            [.. (situation.Evidence.Host.Configuration?.MistypedFields ?? []).Where(f => f.Equals("serverTLSBootstrap", StringComparison.OrdinalIgnoreCase)).Select(f => (f, (bool?)null)), ("serverTLSBootstrap", true)]),
        NodeSteps.Restart(situation, RepairPhase.Serving),
        ClusterSteps.Approve(situation, CertificateKind.Serving) with { Note = "The next renewal will wait again: run certrot approver, or another approver that checks SANs against the node." },
    ];
}
