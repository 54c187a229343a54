using System.Text;

namespace Certrot.Collect.Bundle;

/// <summary>Paths inside a bundle: relative, with slashes, and never leaving it.</summary>
internal static class BundlePath
{
    private const int ShownLength = 160;

    /// <summary>Brings an entry's path to its plain form, or says why it cannot be used.</summary>
    /// <returns>The path without empty and <c>.</c> parts; empty for the top folder; null where it is refused.</returns>
    public static string? Normalize(string raw, int maxLength, out string? refusal)
    {
        refusal = Refuse(raw, maxLength);
        if (refusal is not null) return null;
        if (IsPlain(raw)) return raw;
        var parts = raw.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var plain = new StringBuilder(raw.Length);
        foreach (var part in parts)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                refusal = "leads out of the bundle (\"..\"); it was skipped.";
                return null;
            }
            if (plain.Length > 0) plain.Append('/');
            plain.Append(part);
        }
        return plain.ToString();
    }

    /// <summary>Follows a link's target from the folder that the link stands in.</summary>
    /// <returns>The path inside the bundle, or null where it leads out of it.</returns>
    public static string? Resolve(string folder, string target)
    {
        if (target.Length == 0 || target[0] == '/' || target.Contains('\\') || target.Contains('\0')) return null;
        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part != "..")
            {
                parts.Add(part);
            }
            else
            {
                if (parts.Count == 0) return null;
                parts.RemoveAt(parts.Count - 1);
            }
        }
        return string.Join('/', parts);
    }

    public static string Folder(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    public static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static int Depth(string path) => path.AsSpan().Count('/');

    /// <summary>A path as it may be printed: no control characters, not endless.</summary>
    public static string Show(string path)
    {
        var clean = path.Length <= ShownLength ? path : string.Concat(path.AsSpan(0, ShownLength), "...");
        return clean.AsSpan().ContainsAnyInRange('\0', '\x1f') || clean.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            ? string.Create(clean.Length, clean, static (to, from) =>
            {
                for (var i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? '?' : from[i];
            })
            : clean;
    }

    private static string? Refuse(string raw, int maxLength)
    {
        if (raw.Length > maxLength) return $"has a path of {raw.Length} characters, more than {maxLength}; it was skipped.";
        if (raw.StartsWith('/')) return "has an absolute path; it was skipped.";
        if (raw.Length >= 2 && raw[1] == ':' && char.IsAsciiLetter(raw[0])) return "has a path with a drive letter; it was skipped.";
        if (raw.Contains('\\')) return "has a backslash in its path; it was skipped: pack the bundle again with \"/\" between folders.";
        if (raw.AsSpan().ContainsAnyInRange('\0', '\x1f')) return "has control characters in its path; it was skipped.";
        return null;
    }

    private static bool IsPlain(string path) =>
        path.Length > 0 && path[0] != '.' && path[^1] != '/' && path[^1] != '.'
        && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal);
}
