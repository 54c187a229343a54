namespace Certrot.Collect.Bundle;

/// <summary>A file in a zip archive, as its directory describes it.</summary>
internal sealed record ZipMember
{
    public required string Name { get; init; }

    /// <summary>General purpose bits (APPNOTE 4.4.4).</summary>
    public required int Flags { get; init; }

    /// <summary>Compression method (APPNOTE 4.4.5).</summary>
    public required int Method { get; init; }

    public required long PackedSize { get; init; }

    /// <summary>Null where the size stands behind the data.</summary>
    public required long? Size { get; init; }

    /// <summary>Where the local header starts.</summary>
    public required long Offset { get; init; }

    /// <summary>Mode of the file on Unix; 0 where the archive does not tell.</summary>
    public int UnixMode { get; init; }

    /// <summary>MS-DOS date and time, which know no time zone.</summary>
    public required uint DosTime { get; init; }
}
