namespace Certrot.Collect.Bundle;

/// <summary>One entry of a bundle as its source names it. It can be opened until the source moves on to the next.</summary>
internal sealed record BundleEntry(string RawPath, BundleEntryKind Kind)
{
    /// <summary>Bytes after decompression, where the source tells.</summary>
    public long? Size { get; init; }

    public DateTimeOffset? Modified { get; init; }

    public string? LinkTarget { get; init; }

    /// <summary>Whether <see cref="LinkTarget"/> is counted from the top of the archive (a hard link) and not from the link's folder.</summary>
    public bool IsHardLink { get; init; }

    /// <summary>Why the content cannot be read; null where it can.</summary>
    public string? Refusal { get; init; }

    public Func<EntryContent>? Open { get; init; }
}
