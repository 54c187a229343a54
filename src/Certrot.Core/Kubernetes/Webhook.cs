namespace Certrot.Kubernetes;

/// <summary>One webhook of a configuration.</summary>
/// <param name="Name">Name.</param>
/// <param name="FailurePolicy"><c>Fail</c> or <c>Ignore</c>.</param>
/// <param name="Target">Service (<c>namespace/name</c>) or URL.</param>
/// <param name="Rules">What it is called for.</param>
public sealed record Webhook(string Name, string? FailurePolicy, string? Target, IReadOnlyList<WebhookRule> Rules)
{
    /// <summary>Whether creating a CSR calls it (admissionregistration.k8s.io/v1 RuleWithOperations).</summary>
    public bool CoversCsrCreation => Rules.Any(r =>
        r.Operations.Any(o => o is "*" or "CREATE")
        && r.ApiGroups.Any(g => g is "*" or "certificates.k8s.io")
        && r.Resources.Any(x => x is "*" or "*/*" or "certificatesigningrequests"));
}
