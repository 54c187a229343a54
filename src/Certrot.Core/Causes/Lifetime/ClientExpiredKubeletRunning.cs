using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The certificate expired under a running kubelet.</summary>
internal sealed class ClientExpiredKubeletRunning : Cause
{
    public override string Id => "client-expired-kubelet-running";

    public override string Title => "Certificate expired while the kubelet runs; it waits for a restart";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P4", "D2", "D6"];

    public override string Meaning =>
        "From the second of expiry on, a kubelet since 1.14 shows no certificate at all and reaches the API server as system:anonymous; its CSRs are sent with the credentials of the bootstrap "
        + "kubeconfig, or with the expired certificate. It is nearly always the last link of a chain: report what kept the rotation from succeeding.";

    public override string Distinguish =>
        "\"the server is not responsive\" means that the last request failed by network, x509 or 5xx: an apiserver-* cause. \"is responsive, exiting\" means 401 or 403: RBAC, bootstrap or approval.";

    public override string DecisiveCheck => "the last \"Failed while requesting a signed certificate\" before and after the message";

    public override IReadOnlyList<string> Consequences => ["auth-anonymous"];

    public override Judgement Judge(Situation situation)
    {
        var log = situation.Kubelet;
        var client = situation.Client;
        var none = log.LastNow(KubeletMessages.NoValidClientCertificate);
        var expired = log.LastNow(KubeletMessages.CurrentExpired) is { } e && client.Concerns(e) ? e : null;
        if (situation.Evidence.Host.Process?.Running == false) return No;
        if (client.Expired == false || client.RotationEnabled == false) return No;
        if (client.Expired == true && none is null && expired is null && log.Current?.Start is { } start && start > client.NotAfter) return No;
        if (client.Expired != true && none is null) return No;
        if (client.Expired == true && none is null && expired is null && situation.Posts != false) return No;
        return Yes(client.Expired == true && (none ?? expired) is not null ? Confidence.Likely : Confidence.Possible, CertificateKind.Client,
            $"The client certificate of {situation.Names.Node} expired{(client.NotAfter is { } end ? $" at {end:yyyy-MM-dd HH:mm:ss} UTC" : "")} under the running kubelet; what kept it from being renewed is not in the evidence.",
            [none is null ? null : log.Quote(none), expired is null ? null : log.Quote(expired), client.ExpiryQuote, situation.ReadyQuote], client.NotAfter);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) => Remedies.ReissueClientCertificate(situation);

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => CredentialSteps.Rebootstrap(situation, Id);

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"journalctl -u {situation.Names.Unit} --no-pager | grep -E 'requesting a signed certificate|request was not signed|store the new cert' | tail -20", "node", "why the renewal failed before the expiry")];
}
