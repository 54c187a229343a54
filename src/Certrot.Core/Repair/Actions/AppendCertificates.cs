namespace Certrot.Repair.Actions;

/// <summary>Puts CA certificates behind those that a file holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="Pem">The certificates.</param>
public sealed record AppendCertificates(string Path, string Pem) : NodeAction
{
    /// <inheritdoc/>
    public override string Script(string? content) => $"append {Quote(Path)} {Quote(Pem)}";
}
