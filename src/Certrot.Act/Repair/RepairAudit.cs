using Certrot.Act.Approval;
using Certrot.Kubernetes;
using Certrot.Repair;

namespace Certrot.Act.Repair;

/// <summary>A line for whatever a repair changes: for people at once, and as JSON where a file is given. No line holds a secret.</summary>
/// <param name="say">Takes lines for people.</param>
/// <param name="log">The file; null for none.</param>
/// <param name="clock">Dates the lines, in UTC.</param>
public sealed class RepairAudit(Action<string> say, AuditLog? log, TimeProvider clock)
{
    /// <summary>Writes what is done.</summary>
    /// <param name="plan">For which node.</param>
    /// <param name="step">The step; null for what is taken back.</param>
    /// <param name="what"><c>begin</c>, <c>done</c>, <c>failed</c>, <c>taken-back</c> or <c>not-taken-back</c>.</param>
    /// <param name="detail">More; null for nothing.</param>
    /// <exception cref="RepairException">The file cannot be written: nothing is changed without it.</exception>
    public void Write(RepairPlan plan, RepairStep? step, string what, string? detail)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var time = clock.GetUtcNow();
        say($"audit: {ApiTimes.Seconds(time)} fix {plan.Node} {plan.RootCause.Id}: {what}{(step is null ? "" : $": {step.Title}")}{(detail is null ? "" : $": {detail}")}");
        try
        {
            log?.Line(json =>
            {
                json.WriteString("event", "repair");
                json.WriteString("time", time);
                json.WriteString("node", plan.Node);
                json.WriteString("cause", plan.RootCause.Id);
                json.WriteString("what", what);
                json.WriteString("step", step?.Title);
                json.WriteString("changes", step?.Changes);
                json.WriteString("detail", detail);
            });
        }
        catch (IOException e) when (what == "begin")
        {
            throw new RepairException($"the audit file cannot be written, and nothing is changed without it: {e.Message}", e);
        }
        catch (IOException e)
        {
            say($"the audit file cannot be written: {e.Message}");
        }
    }
}
