namespace Certrot.Cli.Output;

/// <summary>Who gets rights.</summary>
/// <param name="Kind"><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</param>
/// <param name="Name">Name.</param>
/// <param name="Namespace">Namespace of a service account; null for others.</param>
internal sealed record RightsSubject(string Kind, string Name, string? Namespace)
{
    /// <summary>Reads <c>user:NAME</c>, <c>group:NAME</c> or <c>serviceaccount:NAMESPACE/NAME</c>; null for what is none of them.</summary>
    public static RightsSubject? TryParse(string text)
    {
        var parts = text.Split(':', 2);
        if (parts is not [var kind, { Length: > 0 } name] || name.Any(char.IsControl)) return null;
        return kind switch
        {
            "user" => new RightsSubject("User", name, null),
            "group" => new RightsSubject("Group", name, null),
            "serviceaccount" when name.Split('/') is [{ Length: > 0 } space, { Length: > 0 } account] => new RightsSubject("ServiceAccount", account, space),
            _ => null,
        };
    }
}
