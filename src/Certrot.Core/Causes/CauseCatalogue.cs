using Certrot.Logs;

namespace Certrot.Causes;

/// <summary>All causes. The list is written at build time from the files below <c>Causes/</c>.</summary>
public static partial class CauseCatalogue
{
    /// <summary>All causes, by id.</summary>
    public static IReadOnlyList<Cause> All { get; } = [.. CreateAll().OrderBy(c => c.Id, StringComparer.Ordinal)];

    /// <summary>Wordings that any cause looks for in a log. Placeholder: empty until causes tell theirs.</summary>
    public static IReadOnlyList<LogPattern> LogPatterns { get; } = [];

    /// <summary>The cause with an id, or null.</summary>
    public static Cause? Find(string id) => All.FirstOrDefault(c => c.Id == id);
}
