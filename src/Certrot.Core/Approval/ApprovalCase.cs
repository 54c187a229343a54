using Certrot.Approval.Facts;
using Certrot.Approval.Policy;
using Certrot.Kubernetes;
using Certrot.Pki;

namespace Certrot.Approval;

/// <summary>A CSR of one of the two signers of kubelets, with everything that decides it.</summary>
public sealed record ApprovalCase
{
    /// <summary>The CSR.</summary>
    public required CsrObject Object { get; init; }

    /// <summary>The policy.</summary>
    public required ApprovalPolicy Policy { get; init; }

    /// <summary>What is known of the cluster.</summary>
    public required ClusterFacts Facts { get; init; }

    /// <summary>The time, in UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the kubelet shows on its port; null where it was not asked.</summary>
    public LiveCertificate? Live { get; init; }

    /// <summary>CSRs of the same signer for the same node that were approved within the policy's window.</summary>
    public int ApprovedForNode { get; init; }

    /// <summary>CSRs of the same user for that signer that were approved within the policy's window.</summary>
    public int ApprovedForUser { get; init; }

    /// <summary>The CSR's fields.</summary>
    public CertificateSigningRequest Csr => Object.Csr;

    /// <summary>The request; null where it cannot be read.</summary>
    public CertificateRequest? Request => Object.Csr.Request;

    /// <summary>What it is for.</summary>
    public RequestKind Kind => Csr.SignerName == SignerNames.KubeletServing ? RequestKind.Serving
        : Csr.Username.StartsWith(NodeName.UserPrefix, StringComparison.Ordinal) ? RequestKind.Renewal
        : RequestKind.Bootstrap;

    /// <summary>The node that asks, by its user name; for a bootstrap user the node that it asks for. Empty where neither can be read.</summary>
    public string Node => NodeName.Of(Csr.Username) ?? NodeName.Of(Request?.Subject.CommonName) ?? "";

    /// <summary>The names and addresses that are asked for, by value, in the request's order.</summary>
    public IReadOnlyList<AltName> Names => field ??= Request is null ? [] : [.. Request.DnsNames.Select(AltName.OfDns), .. Request.IpAddresses.Select(AltName.Of)];
}
