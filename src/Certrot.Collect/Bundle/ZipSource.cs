using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Certrot.Collect.Bundle;

/// <summary>
/// A zip archive (PKWARE APPNOTE 6.3.10), read through its directory, or through its local headers where the directory is cut off. Its own
/// reader, because ZipArchive holds the whole directory in memory and gives nothing from an archive that is cut short.
/// </summary>
internal sealed class ZipSource : BundleSource
{
    private const int EndLength = 22;
    private const int CentralLength = 46;
    private const int LocalLength = 30;
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const int MaxLinkTarget = 1_024;
    private readonly FileStream file;
    private readonly BundleLimits limits;
    private List<ZipMember>? members;

    public ZipSource(string path, BundleLimits limits)
        : base(Path.GetFileName(path))
    {
        file = DirectorySource.OpenFile(path);
        this.limits = limits;
    }

    public override IEnumerable<BundleEntry> Enumerate(ProblemList problems, CancellationToken cancellationToken)
    {
        members ??= ReadMembers(problems, cancellationToken);
        foreach (var member in members) yield return Entry(member);
    }

    public override void Dispose()
    {
        file.Dispose();
        base.Dispose();
    }

    private List<ZipMember> ReadMembers(ProblemList problems, CancellationToken cancellationToken)
    {
        try
        {
            if (FindDirectory(problems) is { } directory && ReadDirectory(directory.Start, directory.Shift, problems, cancellationToken) is { } read)
                return read;
            problems.Add(Name, "has no readable directory, so it is cut short or damaged; the files that could be found were used, others may be missing.");
            return ReadLocalHeaders(cancellationToken);
        }
        catch (IOException e)
        {
            problems.Add(Name, $"could not be read ({e.GetType().Name}).");
            return [];
        }
    }

    /// <summary>Finds the directory from the record at the end. The shift is what was put before the archive.</summary>
    private (long Start, long Shift)? FindDirectory(ProblemList problems)
    {
        var length = (int)Math.Min(file.Length, EndLength + ushort.MaxValue + 1024);
        var tail = ReadAt(file.Length - length, length);
        for (var i = tail.Length - EndLength; i >= 0; i--)
        {
            var end = tail.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature) continue;
            var endOffset = file.Length - length + i;
            long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            long start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            var after = end.Length - EndLength - BinaryPrimitives.ReadUInt16LittleEndian(end[20..]);
            if (after > 0) problems.Add(Name, $"has {after} bytes after its end, which were not read.");
            var directoryEnd = endOffset;
            if ((size == uint.MaxValue || start == uint.MaxValue) && FindDirectory64(endOffset) is { } wide) (start, size, directoryEnd) = wide;
            var shift = directoryEnd - size - start;
            return shift >= 0 && start + shift <= file.Length ? (start + shift, shift) : null;
        }
        return null;
    }

    private (long Start, long Size, long End)? FindDirectory64(long endOffset)
    {
        const int LocatorLength = 20;
        const int End64Length = 56;
        if (endOffset < LocatorLength) return null;
        var locator = ReadAt(endOffset - LocatorLength, LocatorLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Signature) return null;
        var at = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        if (at < 0 || at > file.Length - End64Length) return null;
        var end = ReadAt(at, End64Length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Signature) return null;
        var size = BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(40));
        var start = BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(48));
        return size < 0 || start < 0 ? null : (start, size, at);
    }

    private List<ZipMember>? ReadDirectory(long start, long shift, ProblemList problems, CancellationToken cancellationToken)
    {
        var found = new List<ZipMember>();
        var at = start;
        while (at + CentralLength <= file.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var header = ReadAt(at, CentralLength);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != CentralSignature) break;
            // One more than the limit, so that the one who reads the entries says that there are too many.
            if (found.Count > limits.MaxFiles) return found;
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30));
            int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(32));
            var rest = ReadAt(at + CentralLength, nameLength + extraLength);
            if (rest.Length < nameLength + extraLength) break;
            var packed = (long)BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(20));
            var size = (long)BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(24));
            var offset = (long)BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(42));
            ReadZip64(rest.AsSpan(nameLength), ref size, ref packed, ref offset);
            var madeByUnix = header[5] == 3;
            var mode = madeByUnix ? (int)(BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(38)) >> 16) : 0;
            found.Add(new ZipMember
            {
                Name = Encoding.UTF8.GetString(rest, 0, nameLength),
                Flags = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)),
                Method = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(10)),
                DosTime = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12)),
                PackedSize = packed,
                Size = size,
                Offset = offset + shift,
                UnixMode = mode,
            });
            at += CentralLength + nameLength + extraLength + commentLength;
        }
        if (found.Count == 0 && file.Length > EndLength) return null;
        return found;
    }

    private List<ZipMember> ReadLocalHeaders(CancellationToken cancellationToken)
    {
        const int DescriptorFlag = 0x8;
        var found = new List<ZipMember>();
        long at = 0;
        while (at + LocalLength <= file.Length && found.Count <= limits.MaxFiles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var header = ReadAt(at, LocalLength);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature) break;
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26));
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
            var rest = ReadAt(at + LocalLength, nameLength + extraLength);
            if (rest.Length < nameLength + extraLength) break;
            var packed = (long)BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(18));
            var size = (long)BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(22));
            long none = 0;
            ReadZip64(rest.AsSpan(nameLength), ref size, ref packed, ref none);
            int flags = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(6));
            var dataStart = at + LocalLength + nameLength + extraLength;
            var sizeBehind = (flags & DescriptorFlag) != 0;
            var next = sizeBehind ? FindSignature(dataStart, cancellationToken) : dataStart + packed;
            found.Add(new ZipMember
            {
                Name = Encoding.UTF8.GetString(rest, 0, nameLength),
                Flags = flags,
                Method = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)),
                DosTime = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(10)),
                PackedSize = next - dataStart,
                Size = sizeBehind ? null : size,
                Offset = at,
            });
            at = next;
        }
        return found;
    }

    /// <summary>The next header of any kind after the data of a member whose size is not told; the end of the file where there is none.</summary>
    private long FindSignature(long from, CancellationToken cancellationToken)
    {
        const int Overlap = 3;
        const int Window = 1 << 16;
        for (var at = from; at < file.Length; at += Window - Overlap)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var window = ReadAt(at, (int)Math.Min(Window, file.Length - at)).AsSpan();
            for (var i = 0; i + Overlap < window.Length; i++)
            {
                var hit = window[i..].IndexOf("PK"u8);
                if (hit < 0) break;
                i += hit;
                if (i + Overlap >= window.Length) break;
                if (BinaryPrimitives.ReadUInt32LittleEndian(window[i..]) is LocalSignature or CentralSignature) return at + i;
            }
        }
        return file.Length;
    }

    private static void ReadZip64(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4) return;
            var field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id != 1) continue;
            Take(ref field, ref size);
            Take(ref field, ref packed);
            Take(ref field, ref offset);
        }
    }

    /// <summary>Takes a wide number where the narrow one says so (APPNOTE 4.5.3).</summary>
    private static void Take(ref ReadOnlySpan<byte> field, ref long value)
    {
        if (value != uint.MaxValue || field.Length < 8) return;
        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
    }

    private BundleEntry Entry(ZipMember member)
    {
        const int FileType = 0xF000;
        var kind = (member.UnixMode & FileType) switch
        {
            0x4000 => BundleEntryKind.Directory,
            0xA000 => BundleEntryKind.Link,
            0 or 0x8000 => member.Name.EndsWith('/') ? BundleEntryKind.Directory : BundleEntryKind.File,
            _ => BundleEntryKind.Special,
        };
        return new BundleEntry(member.Name, kind)
        {
            Size = member.Size,
            Modified = Time(member.DosTime),
            LinkTarget = kind == BundleEntryKind.Link ? ReadLinkTarget(member) : null,
            Refusal = Refuse(member),
            Open = () => Open(member),
        };
    }

    private static string? Refuse(ZipMember member)
    {
        const int EncryptedFlag = 0x1;
        if ((member.Flags & EncryptedFlag) != 0) return "is encrypted, so it was not read: pack the bundle again without a password.";
        if (member.Size is null && member.Method == 0) return "has no size in the archive, so its end cannot be told; it was skipped.";
        if (member.Method is not (0 or 8))
            return $"is compressed with a method that is not read (zip method {member.Method}): pack the bundle again with plain \"zip\".";
        return member.PackedSize < 0 || member.Size < 0 || member.Offset < 0 ? "has an impossible size in the archive's directory; it was skipped." : null;
    }

    private EntryContent Open(ZipMember member)
    {
        var header = ReadAt(member.Offset, LocalLength);
        if (header.Length < LocalLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
            throw new IOException("no local header");
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26));
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        file.Position = member.Offset + LocalLength + nameLength + extraLength;
        var slice = new SliceStream(file, member.PackedSize);
        return member.Method == 0
            ? new EntryContent(slice, null, slice)
            : new EntryContent(new DeflateStream(slice, CompressionMode.Decompress), () => Math.Max(1, slice.Consumed), slice);
    }

    private string ReadLinkTarget(ZipMember member)
    {
        if (Refuse(member) is not null) return "";
        try
        {
            using var stream = Open(member).Stream;
            var target = new byte[MaxLinkTarget];
            var read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            return Encoding.UTF8.GetString(target, 0, read);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return "";
        }
    }

    /// <summary>MS-DOS time (APPNOTE 4.4.6), taken as UTC because it knows no zone.</summary>
    private static DateTimeOffset? Time(uint dos)
    {
        int time = (ushort)dos, date = (int)(dos >> 16);
        int year = 1980 + (date >> 9), month = (date >> 5) & 15, day = date & 31;
        int hour = time >> 11, minute = (time >> 5) & 63, second = (time & 31) * 2;
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
            : null;
    }

    private byte[] ReadAt(long offset, int count)
    {
        if (offset < 0 || offset > file.Length) return [];
        file.Position = offset;
        var buffer = new byte[(int)Math.Min(count, file.Length - offset)];
        var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return read == buffer.Length ? buffer : buffer[..read];
    }
}
