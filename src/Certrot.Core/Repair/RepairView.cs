using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Reports;

namespace Certrot.Repair;

/// <summary>What a check compares.</summary>
/// <param name="before">The situation that the plan was made of.</param>
/// <param name="now">The evidence after the step.</param>
/// <param name="began">When the repair began, by the clock of the evidence, in UTC.</param>
public sealed class RepairView(Situation before, NodeEvidence now, DateTimeOffset began)
{
    /// <summary>The situation that the plan was made of.</summary>
    public Situation Before { get; } = before;

    /// <summary>The situation after the step.</summary>
    public Situation Now => Assessment.Situation;

    /// <summary>When the repair began, by the clock of the evidence, in UTC.</summary>
    public DateTimeOffset Began { get; } = began;

    /// <summary>The verdict after the step: one of <see cref="Verdicts"/>.</summary>
    public string Verdict => Assessment.Verdict;

    internal Assessment Assessment { get; } = Diagnostician.Assess(now);

    /// <summary>A certificate before.</summary>
    public CertificateState Old(CertificateKind kind) => kind == CertificateKind.Client ? Before.Client : Before.Serving;

    /// <summary>A certificate now.</summary>
    public CertificateState New(CertificateKind kind) => kind == CertificateKind.Client ? Now.Client : Now.Serving;
}
