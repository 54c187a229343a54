namespace Certrot.ApiClient.Config;

/// <summary>Credentials as a kubeconfig gives them (client-go tools/clientcmd/api/v1, AuthInfo). Holds secrets: never print it.</summary>
public sealed record UserConfig
{
    /// <summary>PEM of the client certificate; null where it is a file or none.</summary>
    public string? ClientCertificateData { get; init; }

    /// <summary>PEM of its key.</summary>
    public string? ClientKeyData { get; init; }

    /// <summary>File of the client certificate, read anew when it changes.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>File of its key.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>File of a bearer token, which goes before <see cref="Token"/> and is read anew every minute.</summary>
    public string? TokenFile { get; init; }

    /// <summary>User of basic authentication.</summary>
    public string? Username { get; init; }

    /// <summary>Its password.</summary>
    public string? Password { get; init; }

    /// <summary>Plugin that gives credentials.</summary>
    public ExecConfig? Exec { get; init; }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => "credentials";
}
