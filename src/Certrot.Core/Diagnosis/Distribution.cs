namespace Certrot.Diagnosis;

/// <summary>Who put the cluster together: names, paths and ways out differ.</summary>
public enum Distribution
{
    /// <summary>Nothing tells; kubeadm's names are used.</summary>
    Unknown,

    /// <summary>kubeadm.</summary>
    Kubeadm,

    /// <summary>k3s.</summary>
    K3s,

    /// <summary>RKE2.</summary>
    Rke2,

    /// <summary>RKE1.</summary>
    Rke1,

    /// <summary>MicroK8s.</summary>
    MicroK8s,

    /// <summary>OpenShift.</summary>
    OpenShift,

    /// <summary>kops.</summary>
    Kops,

    /// <summary>Amazon EKS.</summary>
    Eks,

    /// <summary>Azure AKS.</summary>
    Aks,

    /// <summary>Google GKE.</summary>
    Gke,
}
