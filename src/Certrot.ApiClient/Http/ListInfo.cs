namespace Certrot.ApiClient.Http;

/// <summary>What a list says of itself.</summary>
/// <param name="Kind">Such as <c>NodeList</c>.</param>
/// <param name="ApiVersion">Such as <c>v1</c>; that of the objects too.</param>
/// <param name="ResourceVersion">Where a watch goes on; null where it does not say.</param>
public sealed record ListInfo(string Kind, string ApiVersion, string? ResourceVersion)
{
    /// <summary>Kind of the objects: lists do not repeat it in each.</summary>
    public string ItemKind => Kind.EndsWith("List", StringComparison.Ordinal) ? Kind[..^4] : Kind;
}
