namespace Certrot.Collect.Pasted;

/// <summary>
/// Tells who says a sentence that was pasted without the line it stood in. kubectl, pods, registries and other programs fail with the same words as a kubelet: what
/// nothing ties to the kubelet is nobody's, for a wrong root cause is worse than none.
/// </summary>
internal static class Speaker
{
    private static readonly string[] kubeletWords =
    [
        "kubelet", "Kubelet", "system:node", "system:anonymous", "system:bootstrap", "ootstrap", "ertificatesigningrequest", "certificate signing request", "ertificate request was not signed", "Unable to register node",
        "kube-node-lease", "node status", "rotate certs", "Reached backoff limit", "valid client certificate", "client certificate has expired", "not allowed to modify node", "no serving certificate available",
        "/api/v1/nodes", "v1.Node:", "v1.CSIDriver", "v1.RuntimeClass", "fieldSelector=spec.nodeName", "cert/key pair", "client CA file", "client-ca", "signed certificate", "csr", "pods/log", "upgrade connection",
    ];

    private static readonly string[] otherWords =
    [
        "rafthttp", "etcdserver", "metrics-server", "metrics server", "vault", "calling webhook", "ingress", "cert-manager", "cert_manager", "docker pull", "registry", "pulling image", "pull image", "manifests/", "/v2/", "http: proxy error",
        "Error in configuration", "[talos]", "ApiProxy", "leaderelection.go", "resource lock",
    ];

    /// <summary>Whether a sentence is the kubelet's own.</summary>
    public static bool IsKubelet(string text) => Holds(text, kubeletWords) && !IsOther(text);

    /// <summary>Whether a sentence is of a program that tells nothing about kubelets.</summary>
    public static bool IsOther(string text) => Holds(text, otherWords);

    /// <summary>
    /// Whether kubectl met an expired certificate of the API server. Every client meets that alike; an unknown CA, a name that is not covered and a refused
    /// connection may be its own kubeconfig's.
    /// </summary>
    public static bool IsKubectlMeetingExpiry(string text) =>
        text.Contains("x509: certificate has expired", StringComparison.Ordinal)
        && (text.Contains("Unable to connect to the server", StringComparison.Ordinal) || text.Contains("/api?", StringComparison.Ordinal) || text.Contains("/api\"", StringComparison.Ordinal) || text.Contains("/api/v1", StringComparison.Ordinal) || text.Contains("/apis/", StringComparison.Ordinal))
        && !IsOther(text);

    /// <summary>kubectl's words of a connection that failed; no kubelet says so.</summary>
    public static bool IsKubectl(string text) =>
        text.Contains("Unable to connect to the server", StringComparison.Ordinal) || text.Contains("ouldn't read version from server", StringComparison.Ordinal) || text.Contains("connection to the server", StringComparison.Ordinal)
        || text.Contains("get current server API group list", StringComparison.Ordinal) || text.Contains("api versions from server", StringComparison.Ordinal);

    private static bool Holds(string text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
