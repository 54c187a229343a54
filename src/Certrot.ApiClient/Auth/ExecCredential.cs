using System.Text.Json;

namespace Certrot.ApiClient.Auth;

/// <summary>What a credential plugin gave (k8s.io/client-go/pkg/apis/clientauthentication/v1, ExecCredentialStatus). Holds secrets: never print it.</summary>
internal sealed record ExecCredential(string? Token, string? CertificatePem, string? KeyPem, DateTimeOffset? Expires)
{
    /// <summary>Whether it has ended at a moment.</summary>
    public bool EndsBefore(DateTimeOffset now) => Expires is { } end && end <= now;

    /// <summary>Reads a plugin's output.</summary>
    /// <param name="json">The output.</param>
    /// <param name="version">The version that the kubeconfig asks for.</param>
    /// <param name="problem">What is wrong with it; null where nothing is.</param>
    public static ExecCredential? TryRead(ReadOnlyMemory<byte> json, string version, out string? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (Text(root, "kind") is not "ExecCredential") return Fail("is no ExecCredential", out problem);
            if (Text(root, "apiVersion") is not { } speaks || speaks != version) return Fail($"is of another version than {version}", out problem);
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.Object) return Fail("has no status", out problem);
            var token = Text(status, "token");
            var certificate = Text(status, "clientCertificateData");
            var key = Text(status, "clientKeyData");
            if (token is null && certificate is null) return Fail("has neither token nor clientCertificateData", out problem);
            if (certificate is null != key is null) return Fail("has only one of clientCertificateData and clientKeyData", out problem);
            DateTimeOffset? expires = null;
            if (Text(status, "expirationTimestamp") is { } text)
            {
                if (!DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var end)) return Fail("has an expirationTimestamp that is no time", out problem);
                expires = end;
            }

            if (token?.Any(char.IsControl) == true) return Fail("has a token with control characters", out problem);
            return new ExecCredential(token, certificate, key, expires);
        }
        catch (JsonException)
        {
            return Fail("is not JSON", out problem);
        }
    }

    public override string ToString() => "credential";

    private static ExecCredential? Fail(string what, out string? problem)
    {
        problem = what;
        return null;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
