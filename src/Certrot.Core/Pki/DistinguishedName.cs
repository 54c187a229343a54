namespace Certrot.Pki;

/// <summary>A distinguished name with the attributes that Kubernetes reads (crypto/x509/pkix.Name).</summary>
/// <param name="CommonName">The last CN, as Go reads it; null where there is none.</param>
/// <param name="Organizations">All O values, in DER order.</param>
/// <param name="Text">All attributes in DER order, such as <c>O=system:nodes, CN=system:node:worker-1</c>.</param>
public sealed record DistinguishedName(string? CommonName, IReadOnlyList<string> Organizations, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
