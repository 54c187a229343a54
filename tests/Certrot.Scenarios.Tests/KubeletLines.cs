using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests;

/// <summary>What kubelets write while something fails, in the wording of a release (<c>minor</c>: 20 plain, 24 structured, 36 with loggers).</summary>
internal static class KubeletLines
{
    public const string ClientSigner = "kubernetes.io/kube-apiserver-client-kubelet";
    public const string ServingSigner = "kubernetes.io/kubelet-serving";

    /// <summary>Every call ends before there is an answer: TCP, TLS, name resolution.</summary>
    public static NodeScenario CallsFail(this NodeScenario s, int minor, TimeSpan since, string error, TimeSpan? until = null)
    {
        var end = until ?? TimeSpan.FromSeconds(2);
        Status(s, minor, since, end, $"Get \"{s.Server}/api/v1/nodes/{s.Node}?timeout=10s\": {error}");
        Lease(s, minor, since, end, $"Get \"{s.Server}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{s.Node}?timeout=10s\": {error}");
        Watch(s, minor, since, end, $"Get \"{s.Server}/api/v1/services?limit=500&resourceVersion=0\": {error}");
        return s;
    }

    /// <summary>The API server answers every call with an error that names no object: 401, 429, 5xx.</summary>
    public static NodeScenario CallsAreAnswered(this NodeScenario s, int minor, TimeSpan since, string error, TimeSpan? until = null)
    {
        var end = until ?? TimeSpan.FromSeconds(2);
        Status(s, minor, since, end, error);
        Lease(s, minor, since, end, error);
        Watch(s, minor, since, end, error);
        return s;
    }

    /// <summary>403 for the user that the API server takes the kubelet for.</summary>
    public static NodeScenario CallsAreForbidden(this NodeScenario s, int minor, TimeSpan since, string user, string? because = null, TimeSpan? until = null)
    {
        var end = until ?? TimeSpan.FromSeconds(2);
        var node = because is null ? "" : $": node \"{because}\" cannot read node \"{s.Node}\", only its own Node object";
        var lease = because is null ? "" : ": can only access node lease with the same name as the requesting node";
        Status(s, minor, since, end, $"nodes \"{s.Node}\" is forbidden: User \"{user}\" cannot get resource \"nodes\" in API group \"\" at the cluster scope{node}");
        Lease(s, minor, since, end, $"leases.coordination.k8s.io \"{s.Node}\" is forbidden: User \"{user}\" cannot get resource \"leases\" in API group \"coordination.k8s.io\" in the namespace \"kube-node-lease\"{lease}");
        Watch(s, minor, since, end, because is null ? $"services is forbidden: User \"{user}\" cannot list resource \"services\" in API group \"\" at the cluster scope" : null);
        return s;
    }

    /// <summary>The certificate manager cannot create its CSR, and tries every 32 seconds.</summary>
    public static NodeScenario CsrCannotBeCreated(this NodeScenario s, int minor, TimeSpan since, string error, string signer = ClientSigner, TimeSpan? until = null) =>
        s.LogRepeatedly(since, until ?? TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(32), 'E', "certificate_manager.go:471", minor switch
        {
            20 => $"Failed while requesting a signed certificate from the master: cannot create certificate signing request: {error}",
            24 => $"{signer}: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: {error}",
            _ => $"\"Failed while requesting a signed certificate from the control plane\" err=\"{Escaped($"cannot create certificate signing request: {error}")}\" logger=\"{signer}.UnhandledError\"",
        });

    /// <summary>The API server's address in an error about the creation of a CSR.</summary>
    public static string PostCsr(this NodeScenario s, string error) => $"Post \"{s.Server}/apis/certificates.k8s.io/v1/certificatesigningrequests\": {error}";

    /// <summary>A certificate was issued and cannot be stored; the kubelet asks for another after 32 seconds.</summary>
    public static NodeScenario PairCannotBeStored(this NodeScenario s, int minor, TimeSpan since, string error, string signer = ClientSigner) =>
        s.LogRepeatedly(since, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(33), 'E', "certificate_manager.go:463", minor switch
        {
            20 => $"Unable to store the new cert/key pair: {error}",
            24 => $"{signer}: Unable to store the new cert/key pair: {error}",
            _ => $"\"Unable to store the new cert/key pair\" err=\"{Escaped(error)}\" logger=\"{signer}.UnhandledError\"",
        });

    /// <summary>A kubelet that ends at its start, and is started again by systemd every ten seconds.</summary>
    public static NodeScenario CrashLoop(this NodeScenario s, int minor, TimeSpan since, string fatal, params string[] before)
    {
        s.Process!["running"] = false;
        s.Process["exitCode"] = minor < 24 ? 255 : 1;
        var pid = 20_000;
        for (var ago = since; ago > TimeSpan.Zero; ago -= TimeSpan.FromSeconds(30))
        {
            pid += 17;
            s.KubeletLog.Add(s.Klog('I', ago, "flags.go:64", "FLAG: --kubeconfig=\"/etc/kubernetes/kubelet.conf\"", pid));
            s.KubeletLog.Add(s.Klog('I', ago, "flags.go:64", "FLAG: --bootstrap-kubeconfig=\"/etc/kubernetes/bootstrap-kubelet.conf\"", pid));
            foreach (var line in before)
                s.KubeletLog.Add(s.Klog('E', ago, "bootstrap.go:241", minor < 36 ? line : $"\"Unhandled Error\" err=\"{Escaped(line)}\" logger=\"UnhandledError\"", pid));
            s.KubeletLog.Add(minor < 24
                ? s.Klog('F', ago, "server.go:269", $"failed to run Kubelet: {fatal}", pid)
                : s.Klog('E', ago, "run.go:72", $"\"command failed\" err=\"{Escaped($"failed to run Kubelet: {fatal}")}\"", pid));
        }

        return s;
    }

    /// <summary>The text as klog writes a structured value.</summary>
    public static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void Status(NodeScenario s, int minor, TimeSpan since, TimeSpan until, string error)
    {
        var text = $"error getting node \"{s.Node}\": {error}";
        s.LogRepeatedly(since, until, TimeSpan.FromSeconds(10), 'E', "kubelet_node_status.go:529",
            minor == 20 ? $"Error updating node status, will retry: {text}" : $"\"Error updating node status, will retry\" err=\"{Escaped(text)}\"");
    }

    private static void Lease(NodeScenario s, int minor, TimeSpan since, TimeSpan until, string error) =>
        s.LogRepeatedly(since, until, TimeSpan.FromSeconds(7), 'E', minor == 36 ? "controller.go:195" : "controller.go:144",
            minor == 36 ? $"\"Failed to ensure lease exists, will retry\" err=\"{Escaped(error)}\" interval=\"7s\"" : $"failed to ensure lease exists, will retry in 7s, error: {error}");

    private static void Watch(NodeScenario s, int minor, TimeSpan since, TimeSpan until, string? error)
    {
        if (error is null) return;
        s.LogRepeatedly(since, until, TimeSpan.FromSeconds(31), 'E', minor == 36 ? "reflector.go:227" : "reflector.go:138", minor == 36
            ? $"\"Failed to watch\" err=\"{Escaped($"failed to list *v1.Service: {error}")}\" logger=\"UnhandledError\" reflector=\"k8s.io/client-go/informers/factory.go:177\" type=\"*v1.Service\""
            : $"k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Service: failed to list *v1.Service: {error}");
    }
}
