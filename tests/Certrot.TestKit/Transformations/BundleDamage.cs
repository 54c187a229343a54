using System.Text;

namespace Certrot.TestKit.Transformations;

/// <summary>What happens to evidence on its way: files lost, cut, mixed up between nodes, damaged. A seed gives the same damage each time.</summary>
public static class BundleDamage
{
    private static readonly byte[][] noise =
    [
        "\0\0\0\0"u8.ToArray(), [0xFF, 0xFE], [0xC3, 0x28], "{"u8.ToArray(), "\"}]}"u8.ToArray(), "\n---\n"u8.ToArray(), "null"u8.ToArray(), "-----BEGIN CERTIFICATE-----\n"u8.ToArray(),
        "-----END CERTIFICATE-----\n"u8.ToArray(), "99999999999999999999"u8.ToArray(), "0001-01-01T00:00:00Z"u8.ToArray(), "9999-12-31T23:59:59Z"u8.ToArray(), "\n"u8.ToArray(),
    ];

    /// <summary>A damaged copy; <c>bundle.json</c> stays, for without it nothing is a bundle.</summary>
    /// <param name="files">The bundle's files by their paths.</param>
    /// <param name="other">A bundle of another node, from which files get in.</param>
    /// <param name="seed">Which damage.</param>
    public static IReadOnlyDictionary<string, byte[]> Apply(IReadOnlyDictionary<string, byte[]> files, IReadOnlyDictionary<string, byte[]> other, int seed)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(other);
        var random = new Random(seed);
        var damaged = new Dictionary<string, byte[]>(files, StringComparer.Ordinal);
        var paths = files.Keys.Where(p => p != "bundle.json").Order(StringComparer.Ordinal).ToList();
        var strangers = other.Keys.Where(p => p != "bundle.json").Order(StringComparer.Ordinal).ToList();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var path = paths[random.Next(paths.Count)];
            if (!damaged.TryGetValue(path, out var content)) continue;
            switch (random.Next(7))
            {
                case 0:
                    damaged.Remove(path);
                    break;
                case 1:
                    damaged[path] = content[..random.Next(content.Length + 1)];
                    break;
                case 2:
                    var stranger = strangers[random.Next(strangers.Count)];
                    damaged[stranger] = other[stranger];
                    break;
                case 3:
                    damaged[path] = damaged.GetValueOrDefault(paths[random.Next(paths.Count)], content);
                    break;
                case 4:
                    damaged[path] = Insert(content, random);
                    break;
                case 5:
                    damaged[path] = ChangeDigits(content, random);
                    break;
                default:
                    damaged[path] = [.. Encoding.UTF8.GetBytes(string.Join('\n', Encoding.UTF8.GetString(content).Split('\n').Where(_ => random.Next(3) > 0)))];
                    break;
            }
        }

        return damaged;
    }

    private static byte[] Insert(byte[] content, Random random)
    {
        var at = random.Next(content.Length + 1);
        return [.. content[..at], .. noise[random.Next(noise.Length)], .. content[at..]];
    }

    private static byte[] ChangeDigits(byte[] content, Random random)
    {
        var changed = content.ToArray();
        for (var i = 0; i < changed.Length; i++)
        {
            if (char.IsAsciiDigit((char)changed[i]) && random.Next(40) == 0) changed[i] = (byte)('0' + random.Next(10));
        }

        return changed;
    }
}
