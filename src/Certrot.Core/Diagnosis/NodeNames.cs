namespace Certrot.Diagnosis;

/// <summary>Names, paths and commands of a node, filled in where the evidence tells them and by the distribution's custom elsewhere.</summary>
public sealed class NodeNames
{
    private readonly Situation situation;

    internal NodeNames(Situation situation) => this.situation = situation;

    /// <summary>The node's name, or <c>NODE</c>.</summary>
    public string Node => situation.Evidence.NodeName ?? "NODE";

    /// <summary>The kubelet's kubeconfig on the node.</summary>
    public string Kubeconfig => Flag("kubeconfig") ?? situation.Distribution switch
    {
        Distribution.OpenShift or Distribution.Kops or Distribution.Aks => "/var/lib/kubelet/kubeconfig",
        Distribution.K3s => "/var/lib/rancher/k3s/agent/kubelet.kubeconfig",
        Distribution.Rke2 => "/var/lib/rancher/rke2/agent/kubelet.kubeconfig",
        Distribution.MicroK8s => "/var/snap/microk8s/current/credentials/kubelet.config",
        _ => "/etc/kubernetes/kubelet.conf",
    };

    /// <summary>The bootstrap kubeconfig on the node.</summary>
    public string BootstrapKubeconfig => Flag("bootstrap-kubeconfig") ?? (situation.Distribution == Distribution.OpenShift ? "/etc/kubernetes/kubeconfig" : "/etc/kubernetes/bootstrap-kubelet.conf");

    /// <summary>The kubelet's configuration file on the node.</summary>
    public string Configuration => Flag("config") ?? (situation.Distribution == Distribution.OpenShift ? "/etc/kubernetes/kubelet.conf" : "/var/lib/kubelet/config.yaml");

    /// <summary>The file of the CAs that the kubelet accepts clients by; null where nothing tells it.</summary>
    public string? ClientCaFile => Flag("client-ca-file") ?? situation.Evidence.Host.Configuration?.ClientCaFile;

    /// <summary>The certificate directory on the node.</summary>
    public string CertificateDirectory => Flag("cert-dir") ?? situation.Distribution switch
    {
        Distribution.K3s => "/var/lib/rancher/k3s/agent",
        Distribution.Rke2 => "/var/lib/rancher/rke2/agent",
        Distribution.MicroK8s => "/var/snap/microk8s/current/certs",
        Distribution.Rke1 => "/etc/kubernetes/ssl",
        _ => "/var/lib/kubelet/pki",
    };

    /// <summary>The file that rotation writes the client pair to.</summary>
    public string ClientCurrent => $"{CertificateDirectory}/kubelet-client-current.pem";

    /// <summary>The file that rotation writes the serving pair to.</summary>
    public string ServingCurrent => $"{CertificateDirectory}/kubelet-server-current.pem";

    /// <summary>The systemd unit that runs the kubelet.</summary>
    public string Unit => situation.Distribution switch
    {
        Distribution.K3s => IsServer ? "k3s" : "k3s-agent",
        Distribution.Rke2 => IsServer ? "rke2-server" : "rke2-agent",
        Distribution.MicroK8s => "snap.microk8s.daemon-kubelite",
        _ => "kubelet",
    };

    /// <summary>Restarts the kubelet.</summary>
    public string RestartKubelet => situation.Distribution == Distribution.Rke1 ? "docker restart kubelet" : $"systemctl restart {Unit}";

    /// <summary>Starts a kubelet that does not run.</summary>
    public string StartKubelet => situation.Distribution == Distribution.Rke1 ? "docker start kubelet" : $"systemctl start {Unit}";

    /// <summary>Stops the kubelet.</summary>
    public string StopKubelet => situation.Distribution == Distribution.Rke1 ? "docker stop kubelet" : $"systemctl stop {Unit}";

    /// <summary>Whether the service that runs the kubelet runs the control plane as well.</summary>
    public bool RestartsControlPlane => Unit is "k3s" or "rke2-server" or "snap.microk8s.daemon-kubelite";

    /// <summary>The API server's address that the kubelet uses, or <c>https://API-SERVER:6443</c>.</summary>
    public string Server => situation.Evidence.Host.Kubeconfig?.Server ?? "https://API-SERVER:6443";

    /// <summary>Host and port of <see cref="Server"/>.</summary>
    public string ServerEndpoint => Uri.TryCreate(Server, UriKind.Absolute, out var uri) ? $"{uri.Host}:{uri.Port}" : "API-SERVER:6443";

    /// <summary>Host of <see cref="Server"/>, without brackets.</summary>
    public string ServerHost => Uri.TryCreate(Server, UriKind.Absolute, out var uri) ? uri.Host.Trim('[', ']') : "API-SERVER";

    /// <summary>An address of the node, or its name.</summary>
    public string NodeAddress => situation.Node?.Addresses.FirstOrDefault(a => a.Type == "InternalIP")?.Address ?? Node;

    /// <summary>kubectl, as the distribution names it.</summary>
    public string Kubectl => situation.Distribution switch
    {
        Distribution.OpenShift => "oc",
        Distribution.MicroK8s => "microk8s kubectl",
        _ => "kubectl",
    };

    /// <summary>Approves a CSR.</summary>
    public string Approve(string csr) => situation.Distribution == Distribution.OpenShift ? $"oc adm certificate approve {csr}" : $"{Kubectl} certificate approve {csr}";

    private bool IsServer => situation.Node?.Meta.Labels.Keys.Any(k => k.EndsWith("/control-plane", StringComparison.Ordinal) || k.EndsWith("/master", StringComparison.Ordinal)) == true;

    private string? Flag(string name) => situation.Evidence.Host.Process is { } process ? Kubernetes.CommandLine.Flag(process.CommandLine, name) : null;
}
