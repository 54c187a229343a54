using System.Globalization;
using System.Text.RegularExpressions;
using Certrot.Act.Approval;
using Certrot.Kubernetes;

namespace Certrot.Act.Tests.Approval;

/// <summary>What Prometheus reads.</summary>
public sealed partial class ApproverMetricsTests
{
    private static readonly ApproverState idle = new(true, null, false, 0, [(SignerNames.KubeletClient, 0, TimeSpan.Zero), (SignerNames.KubeletServing, 2, TimeSpan.FromSeconds(90.5))], "test", "0123456789ab", true, 3);

    [Fact]
    public void Every_family_has_help_and_type_before_its_samples_and_each_sample_has_its_form()
    {
        var metrics = Used();
        var lines = metrics.Write(idle).Split('\n');

        Assert.Equal("", lines[^1]);
        var family = "";
        for (var i = 0; i < lines.Length - 1; i++)
        {
            if (lines[i].StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = lines[i].Split(' ')[2];
                Assert.StartsWith("certrot_approver_", family, StringComparison.Ordinal);
                Assert.Matches($"^# TYPE {family} (counter|gauge|histogram)$", lines[++i]);
                Assert.Equal(lines[i].EndsWith(" counter", StringComparison.Ordinal), family.EndsWith("_total", StringComparison.Ordinal));
                continue;
            }

            Assert.Matches(Sample(), lines[i]);
            Assert.StartsWith(family, lines[i], StringComparison.Ordinal);
        }

        var families = lines.Where(l => l.StartsWith("# HELP ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]).ToList();
        Assert.Equal(families.Distinct(), families);
        Assert.Equal(11, families.Count);
    }

    [Fact]
    public void Buckets_are_cumulative_and_the_last_one_counts_everything()
    {
        var metrics = Used();
        var counts = metrics.Write(idle).Split('\n').Where(l => l.StartsWith("certrot_approver_decision_latency_seconds_bucket{signer=\"kubernetes.io/kubelet-serving\"", StringComparison.Ordinal))
            .Select(l => (Bound: Bound().Match(l).Value, Count: long.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))).ToList();

        Assert.Equal(["0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60", "300", "900", "+Inf"], counts.Select(c => c.Bound));
        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3], counts.Select(c => c.Count));
        Assert.Contains("certrot_approver_decision_latency_seconds_sum{signer=\"kubernetes.io/kubelet-serving\"} 2001\n", metrics.Write(idle), StringComparison.Ordinal);
        Assert.Contains("certrot_approver_decision_latency_seconds_count{signer=\"kubernetes.io/kubelet-serving\"} 3\n", metrics.Write(idle), StringComparison.Ordinal);
    }

    [Fact]
    public void Decisions_and_failures_are_counted_by_their_labels()
    {
        var text = Used().Write(idle);

        Assert.Contains("certrot_approver_decisions_total{signer=\"kubernetes.io/kubelet-serving\",result=\"approved\",rule=\"all\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("certrot_approver_decisions_total{signer=\"kubernetes.io/kubelet-serving\",result=\"refused\",rule=\"limit\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("certrot_approver_failed_writes_total{outcome=\"conflict\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("certrot_approver_pending_csrs{signer=\"kubernetes.io/kubelet-serving\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("certrot_approver_oldest_pending_csr_age_seconds{signer=\"kubernetes.io/kubelet-serving\"} 90.5\n", text, StringComparison.Ordinal);
        Assert.Contains("certrot_approver_failed_events_total 3\n", text, StringComparison.Ordinal);
        Assert.Contains("certrot_approver_policy_info{name=\"test\",version=\"0123456789ab\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void States_are_ones_and_zeros()
    {
        var bad = new ApproverMetrics().Write(idle with { IsLeader = false, NotReady = "x", IsPolicyValid = false, Queued = 7 });

        foreach (var line in new[] { "leader 0", "ready 0", "policy_valid 0", "queue_length 7" }) Assert.Contains($"\ncertrot_approver_{line}\n", bad, StringComparison.Ordinal);
        foreach (var line in new[] { "leader 1", "ready 1", "policy_valid 1" }) Assert.Contains($"\ncertrot_approver_{line}\n", new ApproverMetrics().Write(idle), StringComparison.Ordinal);
    }

    private static ApproverMetrics Used()
    {
        var metrics = new ApproverMetrics();
        metrics.Decided(SignerNames.KubeletServing, "approved", "all");
        metrics.Decided(SignerNames.KubeletServing, "approved", "all");
        metrics.Decided(SignerNames.KubeletServing, "refused", "limit");
        metrics.Took(SignerNames.KubeletServing, TimeSpan.FromSeconds(1));
        metrics.Took(SignerNames.KubeletServing, TimeSpan.FromSeconds(2000));
        // The clocks of two machines differ.
        metrics.Took(SignerNames.KubeletServing, TimeSpan.FromSeconds(-1));
        metrics.Took(SignerNames.KubeletClient, TimeSpan.FromSeconds(0.2));
        metrics.WriteFailed(WriteOutcome.Conflict);
        return metrics;
    }

    [GeneratedRegex("""^[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? [0-9.]+$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();

    [GeneratedRegex("(?<=le=\")[^\"]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bound();
}
