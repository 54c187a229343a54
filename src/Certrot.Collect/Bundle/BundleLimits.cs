namespace Certrot.Collect;

/// <summary>What a bundle may ask of the reader: bundles come from other people, archives can be built to do harm.</summary>
public sealed record BundleLimits
{
    /// <summary>Entries looked at, directories included; the rest is not read.</summary>
    public int MaxFiles { get; init; } = 20_000;

    /// <summary>Characters of a path inside the bundle.</summary>
    public int MaxPathLength { get; init; } = 1_024;

    /// <summary>Levels of folders that are looked into.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>Bytes of a file that is held in memory (<c>bundle.json</c>, <c>node/*.json</c>, YAML, PEM).</summary>
    public long MaxSmallFileBytes { get; init; } = 16L << 20;

    /// <summary>Bytes of all files of <c>node/pki</c> together; certificates are kept, so they are what memory goes to.</summary>
    public long MaxPkiBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of <c>node/metrics.prom</c>.</summary>
    public long MaxMetricsBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of a list of API objects.</summary>
    public long MaxListBytes { get; init; } = 2L << 30;

    /// <summary>Bytes of a log, after decompression.</summary>
    public long MaxLogBytes { get; init; } = 64L << 30;

    /// <summary>Bytes of everything together, after decompression.</summary>
    public long MaxTotalBytes { get; init; } = 128L << 30;

    /// <summary>Bytes that an entry or an archive may expand to before <see cref="MaxExpansionRatio"/> counts.</summary>
    public long ExpansionGraceBytes { get; init; } = 64L << 20;

    /// <summary>Bytes out for a byte in. Logs reach 50; DEFLATE's own bound is 1032.</summary>
    public int MaxExpansionRatio { get; init; } = 250;

    /// <summary>Times that an archive is read again for an entry that could not be used when it came by.</summary>
    public int MaxRereads { get; init; } = 64;
}
