using Certrot.Collect.Bundle;
using Certrot.Collect.Gathered;
using Certrot.Evidence;
using Certrot.Logs;

namespace Certrot.Collect;

/// <summary>Reads an evidence bundle from a directory or a tar, gzipped tar or zip archive. Archives are read as a stream; nothing is unpacked to disk.</summary>
public static class BundleReader
{
    private const int TarBlock = 512;

    /// <summary>Reads a bundle. What is damaged or missing in it becomes a <see cref="ReadProblem"/>; the rest is used.</summary>
    /// <param name="path">Directory or archive; the content tells which, not the name.</param>
    /// <param name="scanner">Scans the logs.</param>
    /// <param name="clock">Tells the time where nothing in the bundle does.</param>
    /// <param name="limits">What the bundle may ask of the reader; the defaults where null.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>The evidence. Times are UTC.</returns>
    /// <exception cref="UnreadableBundleException">Nothing usable is there: no such path, no known archive, no file of a bundle.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static NodeEvidence Read(string path, LogScanner scanner, TimeProvider clock, BundleLimits? limits = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(scanner);
        ArgumentNullException.ThrowIfNull(clock);
        limits ??= new BundleLimits();
        try
        {
            using var source = Open(path, limits, out var packedLength);
            return Read(source, path, packedLength, scanner, clock, limits, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Reads evidence that was just gathered. Nothing at all is evidence too.</summary>
    /// <param name="files">The evidence.</param>
    /// <param name="scanner">Scans the logs.</param>
    /// <param name="clock">Tells the time where nothing in the evidence does.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static NodeEvidence Read(EvidenceFiles files, LogScanner scanner, TimeProvider clock, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var source = new GatheredSource(files);
        return Read(source, files.Node, null, scanner, clock, new BundleLimits(), ct);
    }

    private static NodeEvidence Read(BundleSource source, string path, long? packedLength, LogScanner scanner, TimeProvider clock, BundleLimits limits, CancellationToken ct)
    {
        var problems = new ProblemList();
        var budget = new ReadBudget(limits, packedLength);
        var entries = new BundleEntries(source, limits, problems, ct);
        var root = BundleRoot.Find(entries, budget, ct) ?? throw Nothing(path, problems);
        var assembler = new BundleAssembler(source, root, entries, scanner, clock, budget, problems, ct);
        var evidence = assembler.Assemble();
        return assembler.FoundAny ? evidence : throw Nothing(path, problems);
    }

    private static BundleSource Open(string path, BundleLimits limits, out long? packedLength)
    {
        packedLength = null;
        if (Directory.Exists(path)) return new DirectorySource(path, limits);
        var file = new FileInfo(path);
        if (!file.Exists) throw new UnreadableBundleException($"There is no file or directory {BundlePath.Show(path)}. Check the path.");
        if (file.Length == 0)
        {
            var what = DirectorySource.IsRegular(path) ? "is empty" : "is no regular file";
            throw new UnreadableBundleException($"{BundlePath.Show(path)} {what}. Name a bundle: a directory, .tar.gz, .tgz, .tar or .zip.");
        }
        packedLength = file.Length;
        var head = new byte[TarBlock];
        int length;
        using (var stream = DirectorySource.OpenFile(path)) length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var start = head.AsSpan(0, length);
        if (start is [0x1f, 0x8b, ..]) return new TarSource(path, gzipped: true, limits);
        if (start is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..]) return new ZipSource(path, limits);
        if (TarWalker.IsHeader(start)) return new TarSource(path, gzipped: false, limits);
        throw new UnreadableBundleException(
            $"{BundlePath.Show(path)} is {Describe(start)}. A bundle is a directory, .tar.gz, .tgz, .tar or .zip: unpack it and pack it again as one of these.");
    }

    private static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "an xz archive, which is not read",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "a zstd archive, which is not read",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "a bzip2 archive, which is not read",
        [(byte)'7', (byte)'z', 0xbc, 0xaf, ..] => "a 7-Zip archive, which is not read",
        _ => "neither a directory nor an archive of a known format",
    };

    private static UnreadableBundleException Nothing(string path, ProblemList problems)
    {
        var why = problems.FirstOrDefault() is { } first ? $" {first.Path} {first.Message}" : "";
        return new UnreadableBundleException(
            $"{BundlePath.Show(path)} holds no file of an evidence bundle (bundle.json, cluster/..., node/...).{why} Name the folder or archive that holds bundle.json.");
    }

    private static UnreadableBundleException Unreadable(string path, Exception e) => e is UnauthorizedAccessException
        ? new UnreadableBundleException($"{BundlePath.Show(path)} could not be opened: permission denied. Run as a user who may read it, or change its permissions.")
        : new UnreadableBundleException($"{BundlePath.Show(path)} could not be read: {JsonFields.Plain(e.Message, 200)} Check that it is complete and try again.");
}
