namespace Certrot.Collect.Bundle;

/// <summary>Counts what all entries of a bundle expand to.</summary>
/// <param name="limits">Limits.</param>
/// <param name="packedLength">Size of the archive; null for a directory.</param>
internal sealed class ReadBudget(BundleLimits limits, long? packedLength)
{
    private long total;

    public BundleLimits Limits { get; } = limits;

    /// <summary>Counts bytes and says what is exceeded; null where nothing is.</summary>
    public string? Add(int bytes)
    {
        total += bytes;
        if (total > Limits.MaxTotalBytes) return $"the bundle expands to more than {Amount.Bytes(Limits.MaxTotalBytes)}";
        if (packedLength is { } packed && total > Limits.ExpansionGraceBytes && total / Limits.MaxExpansionRatio > packed)
            return $"the bundle expands to more than {Limits.MaxExpansionRatio} times its size";
        return null;
    }
}
