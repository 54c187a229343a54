using System.Globalization;
using System.Text;

namespace Certrot.Act.Approval;

/// <summary>What the approver tells Prometheus (text format 0.0.4). Labels have few values: signers are two, results four, rules some twenty.</summary>
public sealed class ApproverMetrics
{
    private static readonly double[] bounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

    private readonly Lock gate = new();
    private readonly SortedDictionary<(string Signer, string Result, string Rule), long> decisions = [];
    private readonly SortedDictionary<string, (long[] Buckets, double Sum, long Count)> latencies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> failedWrites = new(StringComparer.Ordinal);

    /// <summary>Counts a decision that was made.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="result"><c>approved</c>, <c>denied</c>, <c>refused</c> or <c>waiting</c>; with <c>dry-run-</c> before it where nothing is written.</param>
    /// <param name="rule">The rule that decided.</param>
    public void Decided(string signer, string result, string rule)
    {
        lock (gate) decisions[(signer, result, rule)] = decisions.GetValueOrDefault((signer, result, rule)) + 1;
    }

    /// <summary>Counts the time from a CSR's creation until it was decided for good. Creation is dated in whole seconds.</summary>
    public void Took(string signer, TimeSpan time)
    {
        var seconds = Math.Max(0, time.TotalSeconds);
        lock (gate)
        {
            var (buckets, sum, count) = latencies.TryGetValue(signer, out var known) ? known : (new long[bounds.Length], 0, 0);
            for (var i = 0; i < bounds.Length; i++)
            {
                if (seconds <= bounds[i]) buckets[i]++;
            }

            latencies[signer] = (buckets, sum + seconds, count + 1);
        }
    }

    /// <summary>Counts a decision that could not be written.</summary>
    public void WriteFailed(WriteOutcome outcome)
    {
        var word = outcome.ToString().ToLowerInvariant();
        lock (gate) failedWrites[word] = failedWrites.GetValueOrDefault(word) + 1;
    }

    /// <summary>Writes the families.</summary>
    /// <param name="state">What is so now.</param>
    public string Write(ApproverState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var text = new StringBuilder();
        lock (gate)
        {
            Head(text, "certrot_approver_decisions_total", "counter", "Decisions on CSRs by signer, result and deciding rule.");
            foreach (var ((signer, result, rule), count) in decisions) Sample(text, "certrot_approver_decisions_total", $"signer=\"{signer}\",result=\"{result}\",rule=\"{rule}\"", count);
            Head(text, "certrot_approver_decision_latency_seconds", "histogram", "Time from a CSR's creation until it was approved or denied.");
            foreach (var (signer, (buckets, sum, count)) in latencies)
            {
                for (var i = 0; i < bounds.Length; i++) Sample(text, "certrot_approver_decision_latency_seconds_bucket", $"signer=\"{signer}\",le=\"{bounds[i].ToString(CultureInfo.InvariantCulture)}\"", buckets[i]);
                Sample(text, "certrot_approver_decision_latency_seconds_bucket", $"signer=\"{signer}\",le=\"+Inf\"", count);
                Sample(text, "certrot_approver_decision_latency_seconds_sum", $"signer=\"{signer}\"", sum);
                Sample(text, "certrot_approver_decision_latency_seconds_count", $"signer=\"{signer}\"", count);
            }

            Head(text, "certrot_approver_failed_writes_total", "counter", "Decisions that could not be written into the CSR, by what became of them.");
            foreach (var (outcome, count) in failedWrites) Sample(text, "certrot_approver_failed_writes_total", $"outcome=\"{outcome}\"", count);
        }

        Head(text, "certrot_approver_pending_csrs", "gauge", "CSRs of kubelets that nobody has decided, by signer.");
        foreach (var (signer, count, _) in state.Pending) Sample(text, "certrot_approver_pending_csrs", $"signer=\"{signer}\"", count);
        Head(text, "certrot_approver_oldest_pending_csr_age_seconds", "gauge", "Age of the oldest CSR of kubelets that nobody has decided, by signer; 0 where there is none.");
        foreach (var (signer, _, age) in state.Pending) Sample(text, "certrot_approver_oldest_pending_csr_age_seconds", $"signer=\"{signer}\"", age.TotalSeconds);
        One(text, "certrot_approver_queue_length", "CSRs that wait for their turn.", state.Queued);
        One(text, "certrot_approver_leader", "Whether this replica decides.", state.IsLeader ? 1 : 0);
        One(text, "certrot_approver_ready", "Whether everything is known that decisions need.", state.NotReady is null ? 1 : 0);
        One(text, "certrot_approver_policy_valid", "Whether the policy's files hold what is in use; 0 where a change was refused.", state.IsPolicyValid ? 1 : 0);
        Head(text, "certrot_approver_policy_info", "gauge", "The policy in use, always 1.");
        Sample(text, "certrot_approver_policy_info", $"name=\"{state.PolicyName}\",version=\"{state.PolicyVersion}\"", 1);
        Head(text, "certrot_approver_failed_events_total", "counter", "Events that could not be written.");
        Sample(text, "certrot_approver_failed_events_total", "", state.FailedEvents);
        return text.ToString();
    }

    private static void One(StringBuilder text, string name, string help, double value)
    {
        Head(text, name, "gauge", help);
        Sample(text, name, "", value);
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
