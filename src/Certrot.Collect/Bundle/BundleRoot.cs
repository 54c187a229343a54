using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>The folder in which the bundle starts, and what its <c>bundle.json</c> says.</summary>
/// <param name="Prefix">Path of that folder with a slash at its end; empty for the top.</param>
/// <param name="Header">What <c>bundle.json</c> says; null where there is none.</param>
/// <param name="Problems">What is wrong with <c>bundle.json</c>.</param>
internal sealed record BundleRoot(string Prefix, BundleHeader? Header, IReadOnlyList<ReadProblem> Problems)
{
    /// <summary>Finds the bundle: the highest folder with a <c>bundle.json</c>, else the highest with any file of a bundle; null where there is neither.</summary>
    public static BundleRoot? Find(BundleEntries entries, ReadBudget budget, CancellationToken cancellationToken)
    {
        BundleRoot? best = null;
        string? guess = null;
        var first = true;
        foreach (var (path, entry) in entries.All())
        {
            if (entry.Kind == BundleEntryKind.Directory) continue;
            if (entry.Kind == BundleEntryKind.File && entry.Refusal is null && BundlePath.FileName(path) == BundleFiles.Header)
            {
                var prefix = path[..^BundleFiles.Header.Length];
                if (best is null || IsHigher(prefix, best.Prefix)) best = ReadHeader(prefix, entry, budget, cancellationToken);
                // A bundle that starts with its header needs no second look: the rest of an archive may be long.
                if (first || prefix.Length == 0) break;
            }
            else if (best is null && GuessPrefix(path) is { } candidate && (guess is null || IsHigher(candidate, guess)))
            {
                guess = candidate;
            }
            first = false;
        }
        return best ?? (guess is null ? null : new BundleRoot(guess, null, []));
    }

    private static BundleRoot ReadHeader(string prefix, BundleEntry entry, ReadBudget budget, CancellationToken cancellationToken)
    {
        var problems = new List<ReadProblem>();
        var json = SmallFile.Read(entry, BundleFiles.Header, budget.Limits.MaxSmallFileBytes, budget, problems, cancellationToken);
        var header = json is null or { Length: 0 } ? new BundleHeader(null, null, []) : BundleHeaderReader.Read(json.Value, problems);
        if (json is { Length: 0 }) problems.Add(new ReadProblem(BundleFiles.Header, "is empty."));
        return new BundleRoot(prefix, header, problems);
    }

    private static string? GuessPrefix(string path)
    {
        for (var start = 0; ;)
        {
            var rest = path[start..];
            if (rest != BundleFiles.Header && BundleFiles.IsKnown(rest)) return path[..start];
            var slash = path.IndexOf('/', start);
            if (slash < 0) return null;
            start = slash + 1;
        }
    }

    private static bool IsHigher(string prefix, string than)
    {
        var depth = BundlePath.Depth(prefix).CompareTo(BundlePath.Depth(than));
        return depth != 0 ? depth < 0 : string.CompareOrdinal(prefix, than) < 0;
    }
}
