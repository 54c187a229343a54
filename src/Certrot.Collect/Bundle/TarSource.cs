using System.IO.Compression;

namespace Certrot.Collect.Bundle;

/// <summary>A tar archive, plain or gzipped, read as a stream.</summary>
internal sealed class TarSource(string path, bool gzipped, BundleLimits limits) : BundleSource(Path.GetFileName(path))
{
    public override IEnumerable<BundleEntry> Enumerate(ProblemList problems, CancellationToken cancellationToken)
    {
        using var file = DirectorySource.OpenFile(path);
        using var gzip = gzipped ? new GZipStream(file, CompressionMode.Decompress) : null;
        // Skipped entries count too: they have to be decompressed.
        using var guarded = gzip is null
            ? null
            : new GuardedStream(
                new EntryContent(gzip, () => Math.Max(1, file.Position)), limits.MaxTotalBytes, new ReadBudget(limits, null), null, cancellationToken);
        using var walker = new TarWalker((Stream?)guarded ?? file, cancellationToken);
        while (walker.Next() is { } entry) yield return entry;
        if (guarded?.Failure is { } failure) problems.Add(Name, failure);
        else if (walker.Problem is { } problem) problems.Add(Name, problem);
    }
}
