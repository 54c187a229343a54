using Certrot.Diagnosis;

namespace Certrot.Repair;

/// <summary>What a check compares.</summary>
/// <param name="Before">The situation that the plan was made of.</param>
/// <param name="Now">The situation after the step.</param>
/// <param name="Began">When the repair began, by the clock of the evidence, in UTC.</param>
public sealed record RepairView(Situation Before, Situation Now, DateTimeOffset Began)
{
    /// <summary>A certificate before.</summary>
    public CertificateState Old(CertificateKind kind) => kind == CertificateKind.Client ? Before.Client : Before.Serving;

    /// <summary>A certificate now.</summary>
    public CertificateState New(CertificateKind kind) => kind == CertificateKind.Client ? Now.Client : Now.Serving;
}
