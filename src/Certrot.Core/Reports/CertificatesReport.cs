namespace Certrot.Reports;

/// <summary>Both certificates of a kubelet.</summary>
/// <param name="Client">Signer kubernetes.io/kube-apiserver-client-kubelet.</param>
/// <param name="Serving">Signer kubernetes.io/kubelet-serving.</param>
public sealed record CertificatesReport(CertificateReport Client, CertificateReport Serving);
