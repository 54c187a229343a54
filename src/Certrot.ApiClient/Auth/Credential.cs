using System.Net.Security;

namespace Certrot.ApiClient.Auth;

/// <summary>What a request is made with at one moment. Holds secrets: never print it.</summary>
/// <param name="Authorization">Value of the Authorization header; null for none.</param>
/// <param name="Certificate">Client certificate with its key and chain; null for none.</param>
internal sealed record Credential(string? Authorization, SslStreamCertificateContext? Certificate)
{
    public override string ToString() => "credential";
}
