using System.Net;

namespace Certrot.ApiClient.Config;

/// <summary>The connection of a pod by its service account (client-go rest/config.go, InClusterConfig).</summary>
internal static class InCluster
{
    private const string Account = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Null where this is no pod.</summary>
    public static ClientConfig? TryLoad(IReadOnlyDictionary<string, string> environment, ClientOptions options)
    {
        if (!environment.TryGetValue("KUBERNETES_SERVICE_HOST", out var host) || host.Length == 0 || !environment.TryGetValue("KUBERNETES_SERVICE_PORT", out var port) || port.Length == 0) return null;
        if (!File.Exists($"{Account}/token")) return null;
        var name = IPAddress.TryParse(host, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{host}]" : host;
        return new ClientConfig
        {
            Origin = "in-cluster",
            Server = new Uri($"https://{name}:{port}/"),
            Namespace = options.Namespace ?? ReadNamespace() ?? "default",
            AnchorFile = $"{Account}/ca.crt",
            InsecureSkipTlsVerify = options.InsecureSkipTlsVerify ?? false,
            TlsServerName = options.TlsServerName,
            User = new UserConfig { TokenFile = $"{Account}/token" },
            Impersonate = options.Impersonate,
            ImpersonateGroups = options.ImpersonateGroups,
            RequestTimeout = options.RequestTimeout,
        };
    }

    private static string? ReadNamespace()
    {
        try
        {
            return File.ReadAllText($"{Account}/namespace").Trim() is { Length: > 0 } name ? name : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
