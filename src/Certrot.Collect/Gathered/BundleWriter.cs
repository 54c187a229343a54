using System.Formats.Tar;
using System.IO.Compression;

namespace Certrot.Collect.Gathered;

/// <summary>Writes gathered evidence as a bundle. The same evidence gives the same bytes.</summary>
public static class BundleWriter
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes a gzipped tar archive, <c>bundle.json</c> first, in a folder of the node's name.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(EvidenceFiles files, Stream to)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var gzip = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true);
        using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
        Add(tar, files, "bundle.json", new MemoryStream(files.Header()));
        foreach (var path in files.Paths)
        {
            using var content = files.Open(path);
            using var measured = new MeasuredStream(content, files.Length(path));
            Add(tar, files, path, measured);
        }
    }

    private static void Add(TarWriter tar, EvidenceFiles files, string path, Stream content) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{files.Node}/{path}") { DataStream = content, ModificationTime = files.CollectedAt, Mode = Mode, Uid = 0, Gid = 0, UserName = "root", GroupName = "root" });
}
