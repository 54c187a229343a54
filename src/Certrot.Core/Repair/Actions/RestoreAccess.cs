namespace Certrot.Repair.Actions;

/// <summary>Gives root the certificate directory and its files back: owner, mode, and the attribute that makes them immutable (chattr(1)).</summary>
/// <param name="Directory">The certificate directory.</param>
public sealed record RestoreAccess(string Directory) : NodeAction
{
    /// <inheritdoc/>
    public override string Script(string? content) => $"restore_access {Quote(Directory)}";
}
