namespace Certrot.Repair.Actions;

/// <summary>Puts a file back as it was before the repair; removes it where there was none.</summary>
/// <param name="Path">The file.</param>
public sealed record PutBack(string Path) : NodeAction
{
    /// <inheritdoc/>
    public override string Script(string? content) => $"put_back {Quote(Path)}";
}
