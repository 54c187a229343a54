namespace Certrot.Rbac;

/// <summary>A cluster-wide request for a resource, as an authorizer sees it (apiserver authorizer.Attributes).</summary>
/// <param name="Verb">Verb in lower case, such as <c>create</c>.</param>
/// <param name="ApiGroup">API group; empty for core.</param>
/// <param name="Resource">Resource in the plural.</param>
/// <param name="Subresource">Subresource; null where none is asked for.</param>
/// <param name="Name">Name of the object; null where there is none, as when one is created or many are listed.</param>
public sealed record AccessRequest(string Verb, string ApiGroup, string Resource, string? Subresource = null, string? Name = null);
