namespace Certrot.Kubernetes;

/// <summary>An RBAC rule (rbac/v1 PolicyRule).</summary>
/// <param name="Verbs">Verbs; <c>*</c> is all.</param>
/// <param name="ApiGroups">API groups; <c>*</c> is all, the empty string is core.</param>
/// <param name="Resources">Resources, <c>resource/subresource</c>, <c>*</c> or <c>*/subresource</c>.</param>
/// <param name="ResourceNames">Names; empty is all.</param>
/// <param name="NonResourceUrls">URLs outside the API's resources.</param>
public sealed record PolicyRule(
    IReadOnlyList<string> Verbs,
    IReadOnlyList<string> ApiGroups,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> ResourceNames,
    IReadOnlyList<string> NonResourceUrls);
