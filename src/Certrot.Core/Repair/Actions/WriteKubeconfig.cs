namespace Certrot.Repair.Actions;

/// <summary>Writes a kubeconfig whole, mode 0600. It holds no key; for a token stands <see cref="IssueToken.Placeholder"/> until it is sent.</summary>
/// <param name="Path">The file.</param>
/// <param name="Content">The new content.</param>
public sealed record WriteKubeconfig(string Path, string Content) : NodeAction
{
    /// <inheritdoc/>
    public override string Script(string? content) => $"put {Quote(Path)} 0600 {Quote(Content)}";
}
