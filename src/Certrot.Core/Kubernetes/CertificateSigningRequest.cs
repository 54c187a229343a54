using Certrot.Pki;

namespace Certrot.Kubernetes;

/// <summary>A certificates.k8s.io CertificateSigningRequest (CSR).</summary>
public sealed record CertificateSigningRequest
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary><c>spec.signerName</c>; empty where missing.</summary>
    public string SignerName { get; init; } = "";

    /// <summary><c>spec.username</c>: who created it, as the API server authenticated it.</summary>
    public string Username { get; init; } = "";

    /// <summary><c>spec.groups</c>.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary><c>spec.usages</c>.</summary>
    public IReadOnlyList<string> Usages { get; init; } = [];

    /// <summary><c>spec.expirationSeconds</c>; null where not asked for.</summary>
    public int? ExpirationSeconds { get; init; }

    /// <summary>Conditions of the status.</summary>
    public IReadOnlyList<CsrCondition> Conditions { get; init; } = [];

    /// <summary>The PKCS#10 request; null where it was not kept (another node's) or does not parse.</summary>
    public CertificateRequest? Request { get; init; }

    /// <summary>Whether <c>status.certificate</c> is set.</summary>
    public bool HasCertificate { get; init; }

    /// <summary>The issued certificate; null where none is or it was not kept.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>The Approved condition, or null.</summary>
    public CsrCondition? Approved => Conditions.FirstOrDefault(c => c.Type == "Approved");

    /// <summary>The Denied condition, or null.</summary>
    public CsrCondition? Denied => Conditions.FirstOrDefault(c => c.Type == "Denied");

    /// <summary>The Failed condition, or null.</summary>
    public CsrCondition? Failed => Conditions.FirstOrDefault(c => c.Type == "Failed");

    /// <summary>Whether nobody has decided yet.</summary>
    public bool IsPending => Approved is null && Denied is null && Failed is null && !HasCertificate;

    /// <summary>
    /// Whether it is a kubelet's first request, which is named by its key. The key is kept in a file, so that a kubelet that is started again takes up the CSR that it
    /// finds under the name; every other key is in memory alone (pkg/kubelet/certificate/bootstrap/bootstrap.go, requestNodeCertificate and digestedName).
    /// </summary>
    public bool IsNamedByKey => Meta.Name.StartsWith("node-csr-", StringComparison.Ordinal);

    /// <summary>
    /// Whether a kubelet can have made it: one asks for the name of a node, and for the usage of its signer (pkg/kubelet/certificate/kubelet.go and
    /// pkg/kubelet/certificate/bootstrap/bootstrap.go). Whoever holds a node's credentials can create others, which say nothing of the node's renewal. What was not
    /// collected does not count against it.
    /// </summary>
    public bool FitsKubelet =>
        Request?.Subject.CommonName?.StartsWith("system:node:", StringComparison.Ordinal) != false
        && (Usages.Count == 0 || SignerName is not (SignerNames.KubeletClient or SignerNames.KubeletServing) || Usages.Contains(SignerName == SignerNames.KubeletClient ? "client auth" : "server auth", StringComparer.Ordinal));

    /// <summary>The CONDITION column of <c>kubectl get csr</c> (pkg/printers/internalversion/printers.go).</summary>
    public string StatusColumn
    {
        get
        {
            var text = Denied is not null ? "Denied" : Approved is not null ? "Approved" : "Pending";
            if (Failed is not null) text += ",Failed";
            if (HasCertificate) text += ",Issued";
            return text;
        }
    }
}
