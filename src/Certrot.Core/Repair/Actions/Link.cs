namespace Certrot.Repair.Actions;

/// <summary>Makes a symbolic link, in place of what is there.</summary>
/// <param name="Path">The link.</param>
/// <param name="Target">What it points to.</param>
public sealed record Link(string Path, string Target) : NodeAction
{
    /// <inheritdoc/>
    public override string Script(string? content) => $"link {Quote(Path)} {Quote(Target)}";
}
