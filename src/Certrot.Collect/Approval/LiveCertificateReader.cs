using System.Text;
using Certrot.Approval.Facts;
using Certrot.Collect.NodeAccess;
using Certrot.Kubernetes;
using Certrot.Pki;

namespace Certrot.Collect.Approval;

/// <summary>
/// Shakes hands with a kubelet and reads what its present serving certificate vouches for. The address comes from the Node's status, which a kubelet writes itself: what counts is that
/// the certificate comes from the cluster's CA, is for serving, and names the same node.
/// </summary>
/// <param name="authorities">CAs that serving certificates come from.</param>
/// <param name="clock">Tells the time.</param>
public sealed class LiveCertificateReader(IReadOnlyList<Certificate> authorities, TimeProvider clock)
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    private static readonly IReadOnlySet<AltName> none = new HashSet<AltName>();

    /// <summary>Reads it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What it vouches for, or why for nothing.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<LiveCertificate> ReadAsync(Node node, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (authorities.Count == 0) return new LiveCertificate(none, "no CA is known that it should come from: set serving.caFile", IsUnknown: false);
        LiveCertificate? last = null;
        foreach (var host in NodeEndpoint.Hosts(node))
        {
            var (pem, error) = await ServingProbe.ReadAsync(host, NodeEndpoint.Port(node), cancellation).ConfigureAwait(false);
            if (pem is not null) return Judge(node.Meta.Name, CertificateFileReader.Read(Encoding.ASCII.GetBytes(pem), "live"));
            // A kubelet that answers and has none to show will not have one before it is given one.
            last = new LiveCertificate(none, error, IsUnknown: !error!.Contains("tls: internal error", StringComparison.Ordinal));
        }

        return last!;
    }

    private LiveCertificate Judge(string node, Evidence.CertificateFile file)
    {
        if (file.Leaf is not { } leaf) return new LiveCertificate(none, "it cannot be read", IsUnknown: false);
        var chain = ChainVerifier.Verify(leaf, file.Certificates, authorities, clock.GetUtcNow(), ServerAuth, verifySignatures: true);
        if (!chain.IsValid) return new LiveCertificate(none, chain.Message, IsUnknown: false);
        if (leaf.Subject.CommonName != NodeName.UserPrefix + node || leaf.Subject.Organizations is not [NodeName.Group])
            return new LiveCertificate(none, $"it is that of {leaf.Subject.Text}", IsUnknown: false);
        return new LiveCertificate(leaf.DnsNames.Select(AltName.OfDns).Concat(leaf.IpAddresses.Select(AltName.Of)).ToHashSet(), null, IsUnknown: false);
    }
}
