namespace Certrot.Kubernetes;

/// <summary>Names of Kubernetes' own signers (staging/src/k8s.io/api/certificates/v1/types.go).</summary>
public static class SignerNames
{
    /// <summary>Signs the kubelet's client certificate.</summary>
    public const string KubeletClient = "kubernetes.io/kube-apiserver-client-kubelet";

    /// <summary>Signs the kubelet's serving certificate.</summary>
    public const string KubeletServing = "kubernetes.io/kubelet-serving";

    /// <summary>Signs client certificates for users; never a kubelet's.</summary>
    public const string ApiServerClient = "kubernetes.io/kube-apiserver-client";
}
