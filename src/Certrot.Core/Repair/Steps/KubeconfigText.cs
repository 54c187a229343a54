using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Certrot.Kubernetes;
using Certrot.Pki;
using Certrot.Repair.Actions;
using Certrot.Text;

namespace Certrot.Repair.Steps;

/// <summary>
/// Kubeconfigs of a kubelet, written whole: of the present one what its current context says of the cluster is kept, and nothing secret is in it
/// (k8s.io/client-go/tools/clientcmd/api/v1/types.go; names as kubelet's writeKubeconfigFromBootstrapping has them, pkg/kubelet/certificate/bootstrap/bootstrap.go).
/// </summary>
internal static class KubeconfigText
{
    /// <summary>Why a kubeconfig would lose something by being written anew; null where it would not.</summary>
    public static string? WhyNot(Kubeconfig kubeconfig) =>
        kubeconfig.HasExec ? "It gets its credentials from a plugin"
        : kubeconfig.ProxyUrl?.Contains("REDACTED", StringComparison.Ordinal) == true ? "Its proxy-url holds a password"
        : kubeconfig.Problems.Count > 0 ? $"It is not sound: {kubeconfig.Problems[0]}"
        : null;

    /// <summary>The kubelet's kubeconfig, with its certificate in the rotating file.</summary>
    /// <param name="of">The present one.</param>
    /// <param name="file">The rotating file.</param>
    /// <param name="anchors">Trust anchors in place of its own; null for its own.</param>
    /// <param name="server">The API server's address in place of its own; null for its own.</param>
    public static string OfNode(Kubeconfig of, string file, IReadOnlyList<Certificate>? anchors = null, string? server = null) =>
        Text(Cluster(of, anchors, server), new JsonObject { ["client-certificate"] = file, ["client-key"] = file });

    /// <summary>A bootstrap kubeconfig, with a placeholder for its token.</summary>
    /// <param name="of">A kubeconfig of the same cluster; null for none.</param>
    /// <param name="anchors">Trust anchors in place of its own; null for its own.</param>
    /// <param name="server">The API server's address in place of its own; null for its own.</param>
    public static string Bootstrap(Kubeconfig? of, IReadOnlyList<Certificate>? anchors, string? server) =>
        Text(Cluster(of, anchors, server), new JsonObject { ["token"] = IssueToken.Placeholder });

    /// <summary>Certificates as PEM blocks.</summary>
    public static string Pem(IEnumerable<Certificate> certificates) => string.Concat(certificates.Select(c => PemEncoding.WriteString("CERTIFICATE", c.Der) + "\n"));

    private static JsonObject Cluster(Kubeconfig? of, IReadOnlyList<Certificate>? anchors, string? server)
    {
        var cluster = new JsonObject { ["server"] = server ?? of?.Server };
        if ((anchors ?? of?.CaData?.Certificates) is { Count: > 0 } trusted) cluster["certificate-authority-data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(Pem(trusted)));
        else if (of?.CaPath is { } path) cluster["certificate-authority"] = path;
        // client-go refuses the flag beside a CA (k8s.io/client-go/transport/transport.go, TLSConfigFor).
        else if (of?.InsecureSkipTlsVerify == true) cluster["insecure-skip-tls-verify"] = true;
        if (of?.TlsServerName is { } name) cluster["tls-server-name"] = name;
        if (of?.ProxyUrl is { } proxy) cluster["proxy-url"] = proxy;
        return cluster;
    }

    /// <summary>JSON is YAML, and needs no rules for quoting.</summary>
    private static string Text(JsonObject cluster, JsonObject user) => JsonText.Indented(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["clusters"] = new JsonArray(new JsonObject { ["name"] = "default-cluster", ["cluster"] = cluster }),
        ["users"] = new JsonArray(new JsonObject { ["name"] = "default-auth", ["user"] = user }),
        ["contexts"] = new JsonArray(new JsonObject { ["name"] = "default-context", ["context"] = new JsonObject { ["cluster"] = "default-cluster", ["namespace"] = "default", ["user"] = "default-auth" } }),
        ["current-context"] = "default-context",
    });
}
