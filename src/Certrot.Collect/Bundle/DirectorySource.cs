using System.Formats.Tar;

namespace Certrot.Collect.Bundle;

/// <summary>A directory. Links are followed as long as they stay inside it.</summary>
internal sealed class DirectorySource(string path, BundleLimits limits) : BundleSource(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))
{
    // Linux gives up after 40 links on a path (path_resolution(7)).
    private const int MaxLinks = 40;
    private readonly string root = RealPath(path) ?? path;

    public override IEnumerable<BundleEntry> Enumerate(ProblemList problems, CancellationToken cancellationToken) =>
        Walk(new DirectoryInfo(root), "", [root], problems, cancellationToken);

    private IEnumerable<BundleEntry> Walk(
        DirectoryInfo folder, string prefix, List<string> above, ProblemList problems, CancellationToken cancellationToken)
    {
        if (above.Count > limits.MaxDepth) yield break;
        foreach (var item in List(folder, prefix, problems, cancellationToken))
        {
            var name = prefix + item.Name;
            var target = item;
            if (item.LinkTarget is { } link)
            {
                if (FollowInside(item.FullName) is not { } inside)
                {
                    yield return new BundleEntry(name, BundleEntryKind.Link) { LinkTarget = link };
                    continue;
                }
                target = inside;
            }
            if (target is DirectoryInfo directory)
            {
                yield return new BundleEntry(name, BundleEntryKind.Directory);
                if (above.Contains(directory.FullName, StringComparer.Ordinal)) continue;
                above.Add(directory.FullName);
                foreach (var entry in Walk(directory, name + "/", above, problems, cancellationToken)) yield return entry;
                above.RemoveAt(above.Count - 1);
            }
            else if (target is FileInfo file)
            {
                yield return FileEntry(name, file);
            }
        }
    }

    private List<FileSystemInfo> List(DirectoryInfo folder, string prefix, ProblemList problems, CancellationToken cancellationToken)
    {
        var items = new List<FileSystemInfo>();
        try
        {
            foreach (var item in folder.EnumerateFileSystemInfos())
            {
                cancellationToken.ThrowIfCancellationRequested();
                items.Add(item);
                if (items.Count > limits.MaxFiles) break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(prefix.Length == 0 ? Name : prefix, $"could not be listed ({e.GetType().Name}): check its permissions.");
        }
        items.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return items;
    }

    private static BundleEntry FileEntry(string name, FileInfo file)
    {
        long size;
        DateTimeOffset modified;
        try
        {
            size = file.Length;
            modified = new DateTimeOffset(file.LastWriteTimeUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new BundleEntry(name, BundleEntryKind.File) { Refusal = $"could not be read ({e.GetType().Name})." };
        }
        // Opening a pipe would wait for its writer. Pipes and devices have no size, so only such files are worth a second look.
        if (size == 0 && !IsRegular(file.FullName)) return new BundleEntry(name, BundleEntryKind.Special);
        return new BundleEntry(name, BundleEntryKind.File)
        {
            Size = size,
            Modified = modified,
            Open = () => new EntryContent(OpenFile(file.FullName)),
        };
    }

    internal static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);

    /// <summary>Whether an empty file is a regular one. The tar writer looks at the type of a file before it opens it; nothing else in .NET tells it.</summary>
    internal static bool IsRegular(string path)
    {
        const int TypeFlagOffset = 156;
        if (OperatingSystem.IsWindows()) return true;
        var header = new MemoryStream();
        try
        {
            using var writer = new TarWriter(header, TarEntryFormat.Ustar, leaveOpen: true);
            writer.WriteEntry(path, "x");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            // A socket is refused. A regular file without permission is left to the open, which says so.
            return e is UnauthorizedAccessException;
        }
        return header.Length > TypeFlagOffset && header.GetBuffer()[TypeFlagOffset] is (byte)TarEntryType.RegularFile;
    }

    private FileSystemInfo? FollowInside(string link)
    {
        if (RealPath(link) is not { } real) return null;
        if (real != root && !real.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return null;
        if (Directory.Exists(real)) return new DirectoryInfo(real);
        return File.Exists(real) ? new FileInfo(real) : null;
    }

    /// <summary>The path without any link in it; null where links run in a circle.</summary>
    private static string? RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var top = Path.GetPathRoot(full) ?? "";
        var real = top;
        var left = new Stack<string>();
        Push(left, full[top.Length..]);
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? top;
                continue;
            }
            var next = Path.Combine(real, part);
            if (LinkTarget(next) is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaxLinks) return null;
            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target) ?? top;
                target = target[real.Length..];
            }
            Push(left, target);
        }
        return real;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Push(Stack<string> left, string path)
    {
        var parts = path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var i = parts.Length - 1; i >= 0; i--) left.Push(parts[i]);
    }
}
