using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Certrot.ApiClient.Config;

namespace Certrot.ApiClient.Auth;

/// <summary>
/// Gives the credential of the moment: files are read anew when they change, token files every minute (client-go transport/token_source.go), plugins when
/// what they gave is about to end or was refused.
/// </summary>
internal sealed class CredentialSource(ClientConfig config, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan TokenAge = TimeSpan.FromMinutes(1);

    private readonly UserConfig user = config.User;
    private readonly ExecPlugin? plugin = config.User.Exec is { } exec ? new ExecPlugin(exec, config) : null;
    private readonly SemaphoreSlim gate = new(1, 1);
    private string? fileToken;
    private DateTimeOffset fileTokenRead;
    private ExecCredential? given;
    private string? certificateStamp;
    private SslStreamCertificateContext? certificate;

    /// <summary>The credential.</summary>
    /// <param name="refused">Whether the last one was refused with 401: a plugin is then asked again.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClientConfigException">A file or a plugin gives none.</exception>
    public async Task<Credential> GetAsync(bool refused, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (plugin is not null && (given is null || refused || given.EndsBefore(clock.GetUtcNow()))) given = await plugin.RunAsync(cancellation).ConfigureAwait(false);
            return new Credential(Authorization(), Certificate());
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private string? Authorization()
    {
        if (given?.Token is { } token) return "Bearer " + token;
        if (user.TokenFile is { } file) return "Bearer " + FileToken(file);
        if (user.Token is not null) return "Bearer " + user.Token;
        return user.Username is { } name ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Password}")) : null;
    }

    private string FileToken(string file)
    {
        var now = clock.GetUtcNow();
        if (fileToken is not null && now - fileTokenRead < TokenAge) return fileToken;
        var text = Encoding.UTF8.GetString(Read(file, "token")).Trim();
        if (text.Length == 0 || text.Any(char.IsControl)) throw new ClientConfigException($"the token file {file} holds no token.");
        (fileToken, fileTokenRead) = (text, now);
        return text;
    }

    private SslStreamCertificateContext? Certificate()
    {
        var (pem, key, stamp, what) = given?.CertificatePem is { } plugged ? (plugged, given.KeyPem ?? "", given.CertificatePem, "the exec plugin's certificate") : FromUser();
        if (pem is null) return null;
        if (stamp == certificateStamp) return certificate;
        try
        {
            var usable = X509Certificate2.CreateFromPem(pem, key);
            var others = new X509Certificate2Collection();
            others.ImportFromPem(pem);
            if (OperatingSystem.IsWindows()) usable = Stored(usable);
            others.RemoveAt(0);
            certificate = SslStreamCertificateContext.Create(usable, others, offline: true);
            certificateStamp = stamp;
            return certificate;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ClientConfigException($"{what} and its key cannot be used: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    /// <summary>Windows' TLS takes no key that lives in memory alone, but one that came out of a PKCS#12.</summary>
    private static X509Certificate2 Stored(X509Certificate2 loaded)
    {
        using (loaded) return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
    }

    private (string? Pem, string Key, string Stamp, string What) FromUser()
    {
        if (user.ClientCertificateFile is null && user.ClientCertificateData is null) return (null, "", "", "");
        var pem = user.ClientCertificateData ?? Encoding.UTF8.GetString(Read(user.ClientCertificateFile!, "client certificate"));
        var key = user.ClientKeyData ?? (user.ClientKeyFile is { } file ? Encoding.UTF8.GetString(Read(file, "client key")) : pem);
        var stamp = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(pem)));
        return (pem, key, stamp, user.ClientCertificateData is null ? user.ClientCertificateFile! : $"the client certificate of {config.Origin}");
    }

    private static byte[] Read(string file, string what)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClientConfigException($"the {what} {file} cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e is UnauthorizedAccessException ? "permission denied" : e.Message)}.", e);
        }
    }
}
