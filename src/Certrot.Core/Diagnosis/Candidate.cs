using Certrot.Causes;

namespace Certrot.Diagnosis;

/// <summary>A cause that holds, with its place among the others.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Judgement">What it says.</param>
/// <param name="ExplainedBy">The cause that brings this one about; null where it stands by itself.</param>
internal sealed record Candidate(Cause Cause, Judgement.Holds Judgement, Cause? ExplainedBy = null)
{
    /// <summary>
    /// Orders causes that stand by themselves: evidence first, but what loses a node goes before what only hides its logs, and what fails before what will.
    /// </summary>
    public double Weight
    {
        get
        {
            var weight = Judgement.Confidence switch { Confidence.Confirmed => 100.0, Confidence.Likely => 75, _ => 25 };
            weight += Cause.Severity switch { Severity.Critical => 40, Severity.High => 30, Severity.Medium => 15, Severity.Low => 5, _ => 0 };
            if (Judgement.Certificate == CertificateKind.Client) weight += 5;
            if (Judgement.Latent) weight -= 50;
            if (Cause.Kind == CauseKind.Benign) weight -= 60;
            return weight;
        }
    }

    /// <summary>0 to 1, for the report.</summary>
    public double Score => Math.Round(Math.Clamp(Weight / 145 * (ExplainedBy is null ? 1 : 0.5), 0.01, 1), 2);
}
