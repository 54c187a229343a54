using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Admission refuses the CSR.</summary>
internal sealed class CsrAdmissionRejected : Cause
{
    public override string Id => "csr-admission-rejected";

    public override string Title => "CSR creation refused by admission (webhook, quota, NodeRestriction)";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P4", "P7", "D5"];

    public override string Meaning =>
        "A webhook that covers all resources also covers CSRs. One that refuses them, or whose service is down while its failurePolicy is Fail, keeps kubelets from asking for certificates; when the webhook's own pods need those nodes, nothing recovers by itself.";

    public override string Distinguish => "The error names a webhook or an admission plug-in rather than RBAC; \"can only create a node CSR with CN\" is NodeRestriction, and node-name-mismatch.";

    public override string DecisiveCheck => "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations: which of them covers certificatesigningrequests?";

    public override IReadOnlyList<string> Consequences => ["client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "apiserver-overloaded", "kubelet-not-running", "serving-csr-never-created"];

    public override Judgement Judge(Situation situation)
    {
        foreach (var certificate in situation.Certificates)
        {
            var refusal = situation.CsrRefusal(certificate);
            if (refusal is null || !KubeletMessages.Admission.Expression!.IsMatch(refusal.Text)) continue;
            var webhook = KubeletMessages.Admission.Expression.Match(refusal.Text).Groups["webhook"].Value;
            var configurations = (situation.Evidence.Cluster.ValidatingWebhooks ?? []).Concat(situation.Evidence.Cluster.MutatingWebhooks ?? []);
            var configuration = configurations.FirstOrDefault(c => c.Webhooks.Any(w => w.Name == webhook));
            var covering = configuration?.Webhooks.First(w => w.Name == webhook);
            var known = covering is { CoversCsrCreation: true };
            return Yes(webhook.Length > 0 ? Confidence.Confirmed : Confidence.Likely, certificate.Kind,
                $"Admission keeps {situation.Names.Node} from creating its {certificate.Name} CSR: webhook {(webhook.Length > 0 ? webhook : "?")}{(known ? $" of {configuration!.Meta.Name} ({covering!.Target}, failurePolicy {covering.FailurePolicy}), which covers CSRs," : "")}{(refusal.Text.Contains("failed calling", StringComparison.Ordinal) ? " cannot be called" : " refuses it")}.",
                [situation.Kubelet.Quote(refusal), known ? new Quote(configuration!.Meta.Source, $"{configuration.Meta.Name}: {webhook} -> {covering!.Target}, failurePolicy {covering.FailurePolicy}") : null, certificate.ExpiryQuote],
                situation.Kubelet.FirstNow(KubeletMessages.CsrCreateFailed)?.Time,
                configuration?.Meta.Created > certificate.NotBefore ? $"{configuration!.Meta.Name} was created at {configuration.Meta.Created:yyyy-MM-dd HH:mm:ss} UTC" : null);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation)
    {
        var refusal = situation.CsrRefusal(situation.Client) ?? situation.CsrRefusal(situation.Serving);
        var name = refusal is null ? "" : KubeletMessages.Admission.Expression!.Match(refusal.Text).Groups["webhook"].Value;
        var configuration = (situation.Evidence.Cluster.ValidatingWebhooks ?? []).Concat(situation.Evidence.Cluster.MutatingWebhooks ?? []).FirstOrDefault(c => c.Webhooks.Any(w => w.Name == name))?.Meta.Name ?? "NAME";
        var kind = situation.Evidence.Cluster.MutatingWebhooks?.Any(c => c.Meta.Name == configuration) == true ? "mutatingwebhookconfiguration" : "validatingwebhookconfiguration";
        return
        [
            new("Keep the configuration, then exclude CSRs from it", "workstation",
                [$"{situation.Names.Kubectl} get {kind} {configuration} -o yaml > {configuration}.before.yaml", $"{situation.Names.Kubectl} edit {kind} {configuration}"],
                "Take certificates.k8s.io out of its rules, or add a matchCondition that excludes users of the groups system:nodes and system:bootstrappers. If its service is down, repair that as well. The kubelet tries again every 32 seconds."),
            Remedies.VerifyNode(situation),
        ];
    }
}
