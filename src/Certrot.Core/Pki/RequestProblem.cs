namespace Certrot.Pki;

/// <summary>What a strict policy refuses in a request.</summary>
/// <param name="Part">Where it stands.</param>
/// <param name="Text">What it is, as a sentence.</param>
public sealed record RequestProblem(RequestPart Part, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
