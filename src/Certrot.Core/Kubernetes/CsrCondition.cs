namespace Certrot.Kubernetes;

/// <summary>A condition of a CSR.</summary>
/// <param name="Type"><c>Approved</c>, <c>Denied</c> or <c>Failed</c>.</param>
/// <param name="Reason">Machine-readable reason.</param>
/// <param name="Message">Text for people.</param>
/// <param name="LastUpdate">When it was set, in UTC.</param>
public sealed record CsrCondition(string Type, string? Reason, string? Message, DateTimeOffset? LastUpdate)
{
    /// <summary>The reason that <c>kubectl certificate approve</c> writes (k8s.io/kubectl/pkg/cmd/certificates/certificates.go).</summary>
    public const string KubectlApprove = "KubectlApprove";

    /// <summary>The reason that <c>certrot csr approve</c> and <c>certrot fix</c> write: like <see cref="KubectlApprove"/> it shows no approver that will do it again.</summary>
    public const string ApprovedOnce = "CertrotApprovedOnce";
}
