namespace Certrot.Collect.Bundle;

/// <summary>The entries of a source with their paths brought to plain form, and what cannot be used told.</summary>
internal sealed class BundleEntries(BundleSource source, BundleLimits limits, ProblemList problems, CancellationToken cancellationToken)
{
    private int rereads;

    /// <summary>All usable entries from the start, with their plain paths.</summary>
    public IEnumerable<(string Path, BundleEntry Entry)> All()
    {
        var count = 0;
        foreach (var entry in source.Enumerate(problems, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++count > limits.MaxFiles)
            {
                problems.Add(source.Name, $"has more than {limits.MaxFiles} entries; those after that were not read.");
                yield break;
            }
            var path = BundlePath.Normalize(entry.RawPath, limits.MaxPathLength, out var refusal);
            if (path is null) problems.Add(entry.RawPath, refusal ?? "was skipped.");
            else if (path.Length > 0) yield return (path, entry);
        }
    }

    /// <summary>
    /// Reads the source again up to a file. The enumerator has to be kept until its content has been read, and then disposed.
    /// </summary>
    public IEnumerator<(string Path, BundleEntry Entry)>? Reopen(string path)
    {
        if (++rereads > limits.MaxRereads)
        {
            problems.Add(path, "was not read: too many files of the bundle had to be looked up again (links, rotated logs).");
            return null;
        }
        var entries = All().GetEnumerator();
        while (entries.MoveNext())
        {
            if (entries.Current.Path == path && entries.Current.Entry.Kind == BundleEntryKind.File) return entries;
        }
        entries.Dispose();
        return null;
    }
}
