using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Certrot.ApiClient.Config;
using Certrot.Pki;

namespace Certrot.ApiClient.Http;

/// <summary>
/// Verifies the API server's certificate as Go does, with the kubeconfig's CA as the only anchor where it names one. What is wrong is kept in Go's words: the
/// framework's exception does not tell an expired certificate from an unknown CA.
/// </summary>
internal sealed class ServerTrust(ClientConfig config, TimeProvider clock)
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    private IReadOnlyList<Certificate>? fromFile;
    private DateTime fileTime;

    /// <summary>Why the last certificate was refused; null where none was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The callback of a TLS handshake.</summary>
    public bool Verify(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (config.InsecureSkipTlsVerify) return true;
        Refusal = Problem(certificate, chain, errors);
        return Refusal is null;
    }

    private string? Problem(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null) return "the server sent no certificate";
        if (Certificate.TryParse(certificate.GetRawCertData(), out var problem) is not { } leaf) return $"x509: malformed certificate: {problem}";
        var host = config.TlsServerName ?? config.Server.Host;
        if (Anchors() is { } anchors)
        {
            var sent = chain?.ChainPolicy.ExtraStore.Select(c => Certificate.TryParse(c.RawData, out _)).OfType<Certificate>().ToList() ?? [];
            var result = ChainVerifier.Verify(leaf, sent, anchors, clock.GetUtcNow(), ServerAuth, verifySignatures: true);
            if (!result.IsValid) return result.Message;
        }
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return leaf.IsValidAt(clock.GetUtcNow()) ? "x509: certificate signed by unknown authority" : "x509: certificate has expired or is not yet valid";
        }

        return HostNames.Covers(leaf, host) ? null : NotCovered(leaf, host);
    }

    /// <summary>Go's crypto/x509 HostnameError.</summary>
    private static string NotCovered(Certificate leaf, string host)
    {
        var bare = host.Trim('[', ']');
        if (System.Net.IPAddress.TryParse(bare, out _))
        {
            return leaf.IpAddresses.Count == 0
                ? $"x509: cannot validate certificate for {bare} because it doesn't contain any IP SANs"
                : $"x509: certificate is valid for {string.Join(", ", leaf.IpAddresses)}, not {bare}";
        }

        return leaf.DnsNames.Count == 0
            ? $"x509: certificate is not valid for any names, but wanted to match {bare}"
            : $"x509: certificate is valid for {string.Join(", ", leaf.DnsNames)}, not {bare}";
    }

    /// <summary>The trust anchors of the kubeconfig; null where it has none.</summary>
    /// <exception cref="ClientConfigException">Their file cannot be read.</exception>
    public IReadOnlyList<Certificate>? Anchors()
    {
        if (config.Anchors is not null || config.AnchorFile is not { } file) return config.Anchors;
        try
        {
            var time = File.GetLastWriteTimeUtc(file);
            if (fromFile is not null && time == fileTime) return fromFile;
            (fromFile, fileTime) = (KubeconfigLoader.Anchors(File.ReadAllBytes(file), file), time);
            return fromFile;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClientConfigException($"the CA file {file} cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}.", e);
        }
    }
}
