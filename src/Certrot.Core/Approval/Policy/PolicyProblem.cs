namespace Certrot.Approval.Policy;

/// <summary>What is wrong with a policy or its inventory.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Text">What is wrong, and what to write.</param>
public sealed record PolicyProblem(string File, int Line, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}: {Text}";
}
