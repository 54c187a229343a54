using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The window passed and nothing was tried.</summary>
internal sealed class RotationSilentlyStalled : Cause
{
    public override string Id => "rotation-silently-stalled";

    public override string Title => "Rotation window passed without any attempt, error or CSR";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P3", "P5", "fallback"];

    public override string Meaning =>
        "The kubelet computes the moment of the next rotation once and sets one timer for it, by the monotonic clock. Time that a virtual machine spends suspended does not count, and a step of the clock does not "
        + "fire the timer: the window can pass without an attempt, an error or a CSR.";

    public override string Distinguish =>
        "No error lines at all. Before 90 percent of the lifetime it is rotation-not-due; a node without IP address is serving-csr-never-created; errors name their own cause.";

    public override string DecisiveCheck => "position in the lifetime above 90 percent, with no attempt in log, CSRs and metrics";

    public override Judgement Judge(Situation situation)
    {
        foreach (var certificate in situation.Certificates)
        {
            if (certificate.RotationEnabled != true || certificate.Certificate is null || situation.Now <= certificate.WindowEnd) continue;
            if (certificate.Renewal.Count > 0 || situation.Evidence.Cluster.CertificateSigningRequests is null) continue;
            if (situation.Posts != true || situation.Trouble is not null) continue;
            if (certificate.Kind == CertificateKind.Serving && (situation.Node?.Addresses.Any(a => a.Type.EndsWith("IP", StringComparison.Ordinal)) != true)) continue;
            if (Attempts(situation, certificate) is { } attempt)
                return Not($"The kubelet did try: {attempt.Text}", [attempt]);
            var name = certificate.Kind == CertificateKind.Client ? "kubelet_certificate_manager_client_expiration_renew_errors" : "kubelet_server_expiration_renew_errors";
            var errors = situation.Evidence.Host.Metrics?.Find(name);
            if (errors is { Value: > 0 }) continue;
            var covered = situation.Kubelet.Digest?.First is { } first && first <= certificate.WindowEnd;
            return Yes(covered ? Confidence.Confirmed : Confidence.Likely, certificate.Kind,
                $"The {certificate.Name} certificate of {situation.Names.Node} is past 90 percent of its life (since {certificate.WindowEnd:yyyy-MM-dd HH:mm} UTC) and the kubelet has not tried to renew it: no CSR, no error.",
                [certificate.ExpiryQuote, errors is null ? null : new Quote(situation.Evidence.Host.Metrics!.Source with { Line = errors.Line }, $"{errors.Name} {errors.Value}")], certificate.WindowEnd);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        Remedies.RestartKubelet(situation, "It computes the deadline anew and rotates at once. Containers keep running."),
        new("Watch for the CSR", "workstation", [$"{situation.Names.Kubectl} get csr -w"], "It must appear within a minute."),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => [NodeSteps.Restart(situation), ClusterSteps.Approve(situation, CertificateKind.Client)];

    // A start of the kubelet sets the timer anew: what a run before tried says nothing of this one.
    private static Quote? Attempts(Situation situation, CertificateState certificate)
    {
        foreach (var pattern in new[] { KubeletMessages.CsrCreateFailed, KubeletMessages.RequestFailed, KubeletMessages.RequestNotSigned, KubeletMessages.StoreFailed, KubeletMessages.Rotating })
        {
            if (situation.Kubelet.Last(pattern, m => m.Run == situation.Kubelet.Current?.Index && certificate.Concerns(m) && m.Time > certificate.WindowStart) is { } match) return situation.Kubelet.Quote(match);
        }

        return null;
    }
}
