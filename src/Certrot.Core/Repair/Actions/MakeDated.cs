namespace Certrot.Repair.Actions;

/// <summary>Gives a file that should be a link a dated name, as the kubelet writes it (client-go util/certificate/certificate_store.go), and puts the link in its place.</summary>
/// <param name="Path">The file, such as <c>/var/lib/kubelet/pki/kubelet-client-current.pem</c>.</param>
/// <param name="Dated">The new name, in the same folder.</param>
public sealed record MakeDated(string Path, string Dated) : NodeAction
{
    /// <inheritdoc/>
    public override string Script(string? content) => $"rename {Quote(Path)} {Quote(Dated)}\nlink {Quote(Path)} {Quote(Dated)}";
}
