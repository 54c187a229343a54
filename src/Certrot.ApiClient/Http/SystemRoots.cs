using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certrot.ApiClient.Http;

/// <summary>The CAs that this machine trusts.</summary>
public static class SystemRoots
{
    private static int begun;

    /// <summary>
    /// Begins to read them in the background, once. The framework reads all files of the system's store (OpenSSL's SSL_CERT_DIR and SSL_CERT_FILE) before the first
    /// handshake, whatever CA the kubeconfig names, and that takes longer than all else that a connection needs; meanwhile the command line and the kubeconfig can be read.
    /// </summary>
    public static void Preload()
    {
        // A thread of its own: the pool takes milliseconds to begin, and this is what the first handshake waits for.
        if (Interlocked.Exchange(ref begun, 1) == 0) new Thread(Load) { IsBackground = true, Name = "system roots" }.Start();
    }

    private static void Load()
    {
        try
        {
            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            foreach (var certificate in store.Certificates) certificate.Dispose();
        }
        catch (CryptographicException)
        {
            // The handshake will read them again and tell what is wrong.
        }
    }
}
