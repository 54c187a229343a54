using System.Globalization;
using Certrot.Evidence;

namespace Certrot.Collect.Pasted;

/// <summary>File systems that df and mount show; the one that holds the certificate directory counts.</summary>
internal sealed class DiskTable
{
    private const string Directory = "/var/lib/kubelet/pki";

    private readonly Dictionary<string, (long Total, long Available, int Line)> spaceByMount = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Available, int Line)> inodesByMount = new(StringComparer.Ordinal);
    private readonly HashSet<string> readOnlyMounts = new(StringComparer.Ordinal);

    /// <summary>A file system is mounted read-only.</summary>
    public void ReadOnly(string mount) => readOnlyMounts.Add(mount);

    /// <summary>Takes a row of df.</summary>
    /// <param name="header">The header of the table.</param>
    /// <param name="row">The row.</param>
    /// <param name="line">Line, from 1.</param>
    public bool TryTake(string header, string row, int line)
    {
        var words = row.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var percent = Array.FindIndex(words, w => w.EndsWith('%') || w == "-");
        if (percent < 3 || percent + 1 >= words.Length || !words[percent + 1].StartsWith('/')) return false;
        var inodes = header.Contains("Inodes", StringComparison.Ordinal);
        var unit = inodes ? 1 : UnitOf(header);
        if (Amount(words[percent - 3], unit) is not { } total || Amount(words[percent - 1], unit) is not { } available) return false;
        if (inodes) inodesByMount[words[percent + 1]] = (available, line);
        else spaceByMount[words[percent + 1]] = (total, available, line);
        return true;
    }

    /// <summary>The file system of the certificate directory; null where it was not shown.</summary>
    public DiskSpace? Find(string name)
    {
        var mount = Holder(spaceByMount.Keys);
        var inodeMount = Holder(inodesByMount.Keys);
        if (mount is null && inodeMount is null) return null;
        var readOnly = Holder(readOnlyMounts) is { } held && (mount is null || held.Length >= mount.Length);
        long? inodes = inodeMount is null ? null : inodesByMount[inodeMount].Available;
        if (mount is null) return null;
        var (total, available, line) = spaceByMount[mount];
        return new(Directory, total, available, readOnly, inodes, new(name, line));
    }

    private static string? Holder(IEnumerable<string> mounts)
    {
        var best = (string?)null;
        foreach (var mount in mounts)
        {
            var holds = mount == "/" || Directory == mount || Directory.StartsWith(mount + "/", StringComparison.Ordinal);
            if (holds && (best is null || mount.Length > best.Length)) best = mount;
        }
        return best;
    }

    private static long UnitOf(string header) =>
        header.Contains("1M-blocks", StringComparison.Ordinal) ? 1L << 20
        : header.Contains("512-blocks", StringComparison.Ordinal) ? 512
        : header.Contains("1B-blocks", StringComparison.Ordinal) ? 1
        : 1024;

    /// <summary>A number of blocks, or a size with a unit of 1024 as df -h prints it.</summary>
    private static long? Amount(string word, long unit)
    {
        if (word.Length == 0) return null;
        var power = "KMGTPE".IndexOf(char.ToUpperInvariant(word[^1]), StringComparison.Ordinal);
        var digits = word;
        if (power >= 0)
        {
            digits = word[..^1];
            unit = 1L << (10 * (power + 1));
        }
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit < long.MaxValue ? (long)(value * unit) : null;
    }
}
