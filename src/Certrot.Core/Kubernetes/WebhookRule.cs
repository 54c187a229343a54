namespace Certrot.Kubernetes;

/// <summary>What a webhook is called for.</summary>
/// <param name="Operations">Operations; <c>*</c> is all.</param>
/// <param name="ApiGroups">API groups.</param>
/// <param name="Resources">Resources.</param>
public sealed record WebhookRule(IReadOnlyList<string> Operations, IReadOnlyList<string> ApiGroups, IReadOnlyList<string> Resources);
