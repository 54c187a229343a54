using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Certrot.Collect.Bundle;

/// <summary>
/// Reads tar headers (POSIX.1-1988 ustar, POSIX.1-2001 pax, GNU long names and base-256 numbers) in bounded memory: System.Formats.Tar
/// takes the size of an extended header from the archive and allocates as much.
/// </summary>
internal sealed class TarWalker(Stream stream, CancellationToken cancellationToken) : IDisposable
{
    private const int BlockSize = 512;
    private const int MaxMetaBytes = 1 << 20;
    private const int MaxMetaInARow = 16;
    private const int MaxTrailingBytes = 1 << 20;
    private readonly byte[] block = new byte[BlockSize];
    private SliceStream? data;
    private long padding;
    private bool any;
    private bool ended;

    /// <summary>What is wrong with the archive as a whole; null where nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the stream starts with the header of a tar archive.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> block) => block.Length == BlockSize && ChecksumFits(block);

    /// <summary>The next entry, or null at the end.</summary>
    public BundleEntry? Next()
    {
        var extended = new Extended();
        for (var meta = 0; !ended; meta++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!SkipData() || !ReadHeader()) break;
            any = true;
            var type = (char)block[156];
            var size = Number(block.AsSpan(124, 12));
            if (size is not >= 0) return End("has a header with an impossible size; nothing after it was read.");
            if (type is 'x' or 'L' or 'K' or 'g' or 'X')
            {
                if (meta >= MaxMetaInARow) return End("has too many extended headers in a row; nothing after them was read.");
                if (!ReadMeta(type, size.Value, extended)) break;
                continue;
            }
            return Entry(type, size.Value, extended);
        }
        ended = true;
        return null;
    }

    public void Dispose() => data?.Dispose();

    private BundleEntry Entry(char type, long size, Extended extended)
    {
        var name = extended.Path ?? Name();
        var link = extended.LinkPath ?? Text(block.AsSpan(157, 100));
        var kind = type switch
        {
            '0' or '\0' or '7' => name.EndsWith('/') ? BundleEntryKind.Directory : BundleEntryKind.File,
            '1' or '2' => BundleEntryKind.Link,
            '5' or 'D' => BundleEntryKind.Directory,
            '3' or '4' or '6' => BundleEntryKind.Special,
            _ => BundleEntryKind.File,
        };
        // Links, devices and folders have no data, whatever their size field says (POSIX pax, "ustar Interchange Format").
        var length = type is '1' or '2' or '3' or '4' or '5' or '6' ? 0 : extended.Size ?? size;
        var slice = new SliceStream(stream, length);
        data = slice;
        padding = (BlockSize - (length % BlockSize)) % BlockSize;
        var plain = type is '0' or '\0' or '7';
        return new BundleEntry(name, kind)
        {
            Size = length,
            Modified = Time(extended),
            LinkTarget = kind == BundleEntryKind.Link ? link : null,
            IsHardLink = type == '1',
            Refusal = kind == BundleEntryKind.File && (!plain || extended.IsSparse)
                ? "is stored in a form of tar that is not read (sparse or continued): pack the bundle again with plain tar."
                : null,
            Open = () => new EntryContent(slice, null, slice),
        };
    }

    private DateTimeOffset? Time(Extended extended)
    {
        var seconds = extended.Modified ?? Number(block.AsSpan(136, 12));
        return seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;
    }

    private bool ReadMeta(char type, long size, Extended extended)
    {
        data = new SliceStream(stream, size);
        padding = (BlockSize - (size % BlockSize)) % BlockSize;
        if (size > MaxMetaBytes)
        {
            Problem ??= "has an extended header of more than 1 MiB, which was skipped.";
            return true;
        }
        var content = new byte[size];
        if (data.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length)
        {
            End("is cut short in the middle of a header; the entries before it were used.");
            return false;
        }
        switch (type)
        {
            case 'x':
                extended.ReadPax(content);
                break;
            case 'L':
                extended.Path = Text(content);
                break;
            case 'K':
                extended.LinkPath = Text(content);
                break;
        }
        return true;
    }

    private bool SkipData()
    {
        if (data is null) return true;
        var left = data.Remaining + padding;
        var cut = data.CutShort;
        data = null;
        if (cut || !Skip(left))
        {
            End("is cut short: its last entry is not complete and others may be missing; what was there was used.");
            return false;
        }
        return true;
    }

    private bool Skip(long count)
    {
        if (stream.CanSeek)
        {
            if (stream.Length - stream.Position < count) return false;
            stream.Seek(count, SeekOrigin.Current);
            return true;
        }
        Span<byte> sink = stackalloc byte[8192];
        while (count > 0)
        {
            var read = Read(sink[..(int)Math.Min(count, sink.Length)]);
            if (read == 0) return false;
            count -= read;
        }
        return true;
    }

    private bool ReadHeader()
    {
        var read = Fill(block);
        if (read == 0)
        {
            End(any ? "ends without the mark of its end: the last entries may be missing." : "is empty.");
            return false;
        }
        if (read < BlockSize)
        {
            End("is cut short in the middle of a header; the entries before it were used.");
            return false;
        }
        if (!block.AsSpan().ContainsAnyExcept((byte)0))
        {
            End(Trailing() ? "has more data after its end, which was not read: archives that were joined have to be read one by one." : null);
            return false;
        }
        if (ChecksumFits(block)) return true;
        End("has a damaged header; nothing after it was read.");
        return false;
    }

    /// <summary>Whether anything but zeros follows the end. Tar fills its last record with zeros.</summary>
    private bool Trailing()
    {
        Span<byte> rest = stackalloc byte[8192];
        for (var total = 0; total < MaxTrailingBytes;)
        {
            var read = Read(rest);
            if (read == 0) return false;
            if (rest[..read].ContainsAnyExcept((byte)0)) return true;
            total += read;
        }
        return false;
    }

    private int Fill(Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = Read(buffer[total..]);
            if (read == 0) break;
            total += read;
        }
        return total;
    }

    private int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return stream.Read(buffer);
        }
        catch (IOException e)
        {
            Problem ??= $"could not be read to its end ({e.GetType().Name}); what came before was used.";
            return 0;
        }
    }

    private BundleEntry? End(string? problem)
    {
        Problem ??= problem;
        ended = true;
        return null;
    }

    private string Name()
    {
        var name = Text(block.AsSpan(0, 100));
        // Only POSIX's magic has the prefix; GNU's ("ustar  ") keeps other things there.
        if (!block.AsSpan(257, 6).SequenceEqual("ustar\0"u8)) return name;
        var prefix = Text(block.AsSpan(345, 155));
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static long? Number(ReadOnlySpan<byte> field)
    {
        // GNU: the top bit says base-256, big-endian.
        if ((field[0] & 0x80) != 0)
        {
            if ((field[0] & 0x40) != 0 || (field[0] & 0x3f) != 0 || field[1..^8].ContainsAnyExcept((byte)0)) return null;
            var big = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            return big < 0 ? null : big;
        }
        long value = 0;
        foreach (var b in field.Trim(" \0"u8))
        {
            if (b is < (byte)'0' or > (byte)'7') return null;
            value = (value * 8) + (b - '0');
        }
        return value;
    }

    private static bool ChecksumFits(ReadOnlySpan<byte> header)
    {
        if (Number(header.Slice(148, 8)) is not { } expected) return false;
        long unsigned = 0, signed = 0;
        for (var i = 0; i < header.Length; i++)
        {
            var b = i is >= 148 and < 156 ? (byte)' ' : header[i];
            unsigned += b;
            signed += (sbyte)b;
        }
        return expected == unsigned || expected == signed;
    }

    /// <summary>What extended headers say about the entry after them.</summary>
    private sealed class Extended
    {
        public string? Path { get; set; }

        public string? LinkPath { get; set; }

        public long? Size { get; private set; }

        public long? Modified { get; private set; }

        public bool IsSparse { get; private set; }

        /// <summary>Reads records of the form <c>length keyword=value\n</c> (POSIX pax, "pax Extended Header").</summary>
        public void ReadPax(ReadOnlySpan<byte> records)
        {
            while (records.Length > 0)
            {
                var space = records.IndexOf((byte)' ');
                if (space <= 0 || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return;
                if (length <= space + 1 || length > records.Length) return;
                var record = records[(space + 1)..length].TrimEnd((byte)'\n');
                records = records[length..];
                var equals = record.IndexOf((byte)'=');
                if (equals <= 0) continue;
                Set(Encoding.ASCII.GetString(record[..equals]), Encoding.UTF8.GetString(record[(equals + 1)..]));
            }
        }

        private void Set(string keyword, string value)
        {
            switch (keyword)
            {
                case "path":
                    Path = value;
                    break;
                case "linkpath":
                    LinkPath = value;
                    break;
                case "size" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                    Size = size;
                    break;
                case "mtime" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time) && time < 1e12:
                    Modified = (long)time;
                    break;
                default:
                    IsSparse |= keyword.StartsWith("GNU.sparse.", StringComparison.Ordinal);
                    break;
            }
        }
    }
}
