using Certrot.Evidence;

namespace Certrot.Diagnosis;

/// <summary>Tells the distribution from paths, versions, provider ids and requestors (reference table "Files" of each distribution's documentation).</summary>
internal static class DistributionDetector
{
    public static Distribution Detect(NodeEvidence evidence)
    {
        var host = evidence.Host;
        var paths = Paths(host).ToList();
        if (paths.Exists(p => p.Contains("/rancher/rke2", StringComparison.Ordinal))) return Distribution.Rke2;
        if (paths.Exists(p => p.Contains("/rancher/k3s", StringComparison.Ordinal))) return Distribution.K3s;
        if (paths.Exists(p => p.Contains("/snap/microk8s", StringComparison.Ordinal))) return Distribution.MicroK8s;
        if (paths.Exists(p => p.Contains("/etc/kubernetes/ssl/kube-", StringComparison.Ordinal))) return Distribution.Rke1;
        if (paths.Exists(p => p.Contains("/srv/kubernetes/kubelet-server", StringComparison.Ordinal))) return Distribution.Kops;
        if (paths.Exists(p => p.Contains("/etc/origin/node", StringComparison.Ordinal))) return Distribution.OpenShift;

        var node = evidence.Cluster.Nodes?.FirstOrDefault(n => n.Meta.Name == evidence.NodeName);
        if (node is null && evidence.NodeName is null) node = evidence.Cluster.Nodes?.FirstOrDefault(n => n.KubeletVersion is not null);
        var version = node?.KubeletVersion ?? evidence.Cluster.ServerVersion ?? "";
        if (version.Contains("+k3s", StringComparison.Ordinal)) return Distribution.K3s;
        if (version.Contains("+rke2", StringComparison.Ordinal)) return Distribution.Rke2;
        if (version.Contains("-eks-", StringComparison.Ordinal)) return Distribution.Eks;
        if (version.Contains("-gke.", StringComparison.Ordinal)) return Distribution.Gke;
        if (node is not null)
        {
            if (node.Meta.Labels.ContainsKey("node.openshift.io/os_id")) return Distribution.OpenShift;
            if (node.Meta.Labels.ContainsKey("kubernetes.azure.com/cluster")) return Distribution.Aks;
            if (node.Meta.Labels.ContainsKey("eks.amazonaws.com/nodegroup")) return Distribution.Eks;
            if (node.Meta.Labels.ContainsKey("cloud.google.com/gke-nodepool")) return Distribution.Gke;
            if (node.Meta.Labels.ContainsKey("microk8s.io/cluster")) return Distribution.MicroK8s;
            if (node.Meta.Labels.ContainsKey("kops.k8s.io/instancegroup")) return Distribution.Kops;
        }

        foreach (var log in new[] { host.KubeletLog, evidence.Cluster.ApiServerLog, evidence.Cluster.ControllerManagerLog })
        {
            if (log?.Identifier is not { } identifier) continue;
            if (identifier.StartsWith("k3s", StringComparison.Ordinal)) return Distribution.K3s;
            if (identifier.StartsWith("rke2", StringComparison.Ordinal)) return Distribution.Rke2;
            if (identifier.StartsWith("microk8s", StringComparison.Ordinal)) return Distribution.MicroK8s;
        }

        var rancher = host.KubeletLog?.Matches.FirstOrDefault(m => m.PatternId == Logs.KubeletMessages.Rancher.Id);
        if (rancher is not null) return rancher.Text.Contains("rke2", StringComparison.Ordinal) ? Distribution.Rke2 : Distribution.K3s;
        if (evidence.Cluster.CertificateSigningRequests?.Any(c => c.Username.Contains("openshift-machine-config-operator", StringComparison.Ordinal)) == true)
            return Distribution.OpenShift;

        var kubeadm = paths.Exists(p => p is "/etc/kubernetes/kubelet.conf" or "/etc/kubernetes/pki/ca.crt" or "/etc/kubernetes/bootstrap-kubelet.conf")
            || evidence.Cluster.ClusterRoleBindings?.Any(b => b.Meta.Name.StartsWith("kubeadm:", StringComparison.Ordinal)) == true
            || evidence.Cluster.ConfigMaps?.Any(c => c.Meta.Name == "kubeadm-config") == true;
        return kubeadm ? Distribution.Kubeadm : Distribution.Unknown;
    }

    private static IEnumerable<string> Paths(HostEvidence host)
    {
        foreach (var file in host.Files ?? []) yield return file.Path;
        foreach (var argument in host.Process?.CommandLine ?? []) yield return argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..];
        if (host.Kubeconfig?.ClientCertificatePath is { } client) yield return client;
        if (host.Kubeconfig?.CaPath is { } ca) yield return ca;
        if (host.Configuration?.TlsCertFile is { } serving) yield return serving;
        if (host.Configuration?.ClientCaFile is { } clientCa) yield return clientCa;
    }
}
