using Certrot.Logs;

namespace Certrot.Causes;

/// <summary>All causes. The list is written at build time from the files below <c>Causes/</c>.</summary>
public static partial class CauseCatalogue
{
    /// <summary>All causes, by id.</summary>
    public static IReadOnlyList<Cause> All { get; } = [.. CreateAll().OrderBy(c => c.Id, StringComparer.Ordinal)];

    /// <summary>All wordings that a log is searched for.</summary>
    public static IReadOnlyList<LogPattern> LogPatterns { get; } =
        [.. KubeletMessages.All.Concat(ControlPlaneMessages.All).Concat(All.SelectMany(c => c.LogPatterns)).DistinctBy(p => p.Id)];

    /// <summary>The cause with an id, or null.</summary>
    public static Cause? Find(string id) => All.FirstOrDefault(c => c.Id == id);
}
