using Certrot.Simulator.Cluster;

namespace Certrot.Simulator.Api;

/// <summary>What a list is limited to: a namespace, fields and labels (k8s.io/apimachinery/pkg/fields, equality only).</summary>
/// <param name="space">Namespace; empty for all.</param>
/// <param name="name">Name; empty for all.</param>
/// <param name="fields">A field selector, or nothing.</param>
/// <param name="labels">A label selector, or nothing.</param>
internal sealed class Selection(string space, string name, string? fields, string? labels)
{
    private readonly (string Path, bool Equal, string Value)[] fieldTerms = Terms(fields);
    private readonly (string Path, bool Equal, string Value)[] labelTerms = Terms(labels);

    /// <summary>Whether everything is wanted.</summary>
    public bool IsAll => space.Length == 0 && name.Length == 0 && fieldTerms.Length == 0 && labelTerms.Length == 0;

    /// <summary>Whether an object is wanted.</summary>
    /// <exception cref="ApiError">Its kind has no such field.</exception>
    public bool Takes(SimObject item) =>
        (space.Length == 0 || item.Namespace == space)
        && (name.Length == 0 || item.Name == name)
        && Array.TrueForAll(fieldTerms, t => (Field(item, t.Path) == t.Value) == t.Equal)
        && Array.TrueForAll(labelTerms, t => (item.Labels.GetValueOrDefault(t.Path) == t.Value) == t.Equal);

    private static string Field(SimObject item, string path) => path switch
    {
        "metadata.name" => item.Name,
        "metadata.namespace" => item.Namespace,
        _ => item.Field(path) ?? throw new ApiError(400, "BadRequest", $"field label not supported: {path}"),
    };

    private static (string Path, bool Equal, string Value)[] Terms(string? selector) =>
    [
        .. (selector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(term =>
        {
            var equal = !term.Contains("!=", StringComparison.Ordinal);
            var parts = term.Split(["!=", "==", "="], 2, StringSplitOptions.None);
            return parts.Length == 2 ? (parts[0], equal, parts[1]) : throw new ApiError(400, "BadRequest", $"selector not supported: {term}");
        }),
    ];
}
