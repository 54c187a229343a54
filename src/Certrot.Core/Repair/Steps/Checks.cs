using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Repair.Steps;

/// <summary>Judgements of evidence that was collected after a step.</summary>
internal static class Checks
{
    /// <summary>Nothing of the evidence shows it: what carried the step out told that it worked.</summary>
    public static CheckResult Told(RepairView view) => CheckResult.Done("carried out");

    /// <summary>Whether a new certificate is in use; of a node that is not looked into, whether one was issued.</summary>
    public static CheckResult NewCertificate(RepairView view, CertificateKind kind)
    {
        var (old, now) = (view.Old(kind), view.New(kind));
        if (now.Certificate is { } certificate && certificate.IsValidAt(view.Now.Now) && IsNew(certificate, old)) return CheckResult.Done($"the {now.Name} certificate is new, until {certificate.NotAfter:yyyy-MM-dd HH:mm:ss} UTC");
        var csr = now.Renewal.FirstOrDefault(c => c.Meta.Created >= view.Began - TimeSpan.FromMinutes(1)) ?? now.Newest;
        // What had ended before the repair began tells nothing of it.
        var isOfRepair = csr is not null && (csr.Meta.Created >= view.Began - TimeSpan.FromMinutes(1) || old.Csrs?.Any(c => c.Meta.Uid == csr.Meta.Uid && c is { HasCertificate: false, Failed: null, Denied: null }) == true);
        if (isOfRepair && csr?.Failed is { } failed) return CheckResult.Failed($"the signer failed {csr.Meta.Name}: {failed.Message}");
        if (isOfRepair && csr?.Denied is { } denied) return CheckResult.Failed($"{csr.Meta.Name} was denied: {denied.Reason}: {denied.Message}");
        if (isOfRepair && csr is { HasCertificate: true } && now.Certificate is null) return CheckResult.Done($"{csr.Meta.Name} is issued; the node itself was not looked into");
        return CheckResult.Waiting(csr switch
        {
            null => $"no {now.Name} CSR of {view.Now.Names.Node} is there yet",
            _ when csr.Failed is not null || csr.Denied is not null => $"the kubelet has not asked again since {csr.Meta.Name}",
            { IsPending: true } => $"{csr.Meta.Name} is pending",
            { HasCertificate: true } => $"{csr.Meta.Name} is issued, and the kubelet has not taken it yet",
            _ => $"{csr.Meta.Name} is approved, and not issued yet",
        });
    }

    /// <summary>Whether the kubelet runs, and since after the repair began.</summary>
    public static CheckResult Restarted(RepairView view)
    {
        var process = view.Now.Evidence.Host.Process;
        if (process is { IsStopped: true }) return CheckResult.Failed("a signal holds the kubelet");
        if (process is not { Running: true }) return CheckResult.Waiting("the kubelet does not run");
        // Kernel time counts in hundredths, and the evidence has whole seconds.
        return process.StartedAt is { } started && started - (view.Now.ClockOffset ?? TimeSpan.Zero) < view.Began - TimeSpan.FromSeconds(2)
            ? CheckResult.Waiting($"the kubelet that runs was started at {started:yyyy-MM-dd HH:mm:ss} UTC")
            : CheckResult.Done(process.StartedAt is { } since ? $"the kubelet runs since {since:HH:mm:ss} UTC" : "the kubelet runs");
    }

    /// <summary>Whether the kubelet runs and nothing holds it.</summary>
    public static CheckResult Runs(RepairView view) => view.Now.Evidence.Host.Process is { Running: true, IsStopped: false } ? CheckResult.Done("the kubelet runs") : CheckResult.Waiting("the kubelet does not run");

    /// <summary>Whether the cause that the plan is for is gone.</summary>
    public static CheckResult CauseGone(RepairView view, string cause)
    {
        if (view.Verdict == Verdicts.Undetermined) return CheckResult.Waiting("the evidence does not tell");
        return view.Assessment.Ranking.All.Any(c => c.Cause.Id == cause && c.ExplainedBy is null && c.Judgement.Confidence != Causes.Confidence.Possible) ? CheckResult.Waiting($"{cause} still holds") : CheckResult.Done($"{cause} is gone");
    }

    private static bool IsNew(Pki.Certificate now, CertificateState old) => old.Certificate is not { } before || !before.Der.AsSpan().SequenceEqual(now.Der);
}
