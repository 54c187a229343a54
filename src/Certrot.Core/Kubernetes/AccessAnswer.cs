using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>An answer of <c>kubectl auth can-i</c>: the API server's own judgement, whatever its authorizers are.</summary>
/// <param name="Verb">Such as <c>create</c>.</param>
/// <param name="Resource">Resource as it was asked for, with <c>/subresource</c>.</param>
/// <param name="User"><c>--as</c>; null where the caller's own rights were asked for.</param>
/// <param name="Groups"><c>--as-group</c>.</param>
/// <param name="Allowed">The answer.</param>
/// <param name="Source">Where it was read.</param>
public sealed record AccessAnswer(string Verb, string Resource, string? User, IReadOnlyList<string> Groups, bool Allowed, Source Source);
