using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>An answer of <c>kubectl auth can-i</c> or a SubjectAccessReview: the API server's own judgement, whatever its authorizers are.</summary>
/// <param name="Verb">Such as <c>create</c>.</param>
/// <param name="Resource">Resource as it was asked for, with <c>/subresource</c> or <c>/name</c>.</param>
/// <param name="User"><c>--as</c>; null where the caller's own rights were asked for.</param>
/// <param name="Groups"><c>--as-group</c>.</param>
/// <param name="Allowed">The answer.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="Reason">The authorizer's reason; null where none is told.</param>
public sealed record AccessAnswer(string Verb, string Resource, string? User, IReadOnlyList<string> Groups, bool Allowed, Source Source, string? Reason = null);
