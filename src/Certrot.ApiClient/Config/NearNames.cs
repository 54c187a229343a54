namespace Certrot.ApiClient.Config;

/// <summary>Finds what a mistyped name may have meant.</summary>
public static class NearNames
{
    private const int MostNames = 3;
    private const int LongestName = 253;

    /// <summary>Up to three known names that differ from a name by few letters, or begin with it; best first.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        if (name.Length is 0 or > LongestName) return [];
        var most = name.Length < 4 ? 1 : Math.Max(2, name.Length / 4);
        return
        [
            .. known.Distinct(StringComparer.Ordinal).Where(k => k.Length <= LongestName)
                .Select(k => (Name: k, Distance: k.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(name, k)))
                .Where(k => k.Distance <= most).OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal).Take(MostNames).Select(k => k.Name),
        ];
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1));
            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
