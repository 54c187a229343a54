using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Certrot.TestKit.Transformations;

/// <summary>
/// Writes a bundle anew with other names, addresses and times, the same ones in all its files. Certificates and requests cannot be edited as text: they
/// are made and signed again with new keys that stand for the old ones.
/// </summary>
public static partial class BundleTransformation
{
    /// <summary>The changed files, by their (changed) paths. Damaged certificates stay as they are.</summary>
    public static IReadOnlyDictionary<string, byte[]> Apply(IReadOnlyDictionary<string, byte[]> files, BundleChange change)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(change);

        // Latin-1 keeps every byte, and all that is changed is ASCII.
        // JSON may write the plus of base64 as \u002B.
        var texts = files.ToDictionary(f => f.Key, f => Encoding.Latin1.GetString(f.Value).Replace("\\u002B", "+", StringComparison.Ordinal), StringComparer.Ordinal);
        using var bundle = JsonDocument.Parse(files["bundle.json"]);
        var now = bundle.RootElement.GetProperty("collectedAt").GetDateTimeOffset();
        var certificates = PemChange.Find(texts.Values);
        var nodes = change.Nodes ? NodeNames(texts, certificates, bundle.RootElement) : [];
        var text = new TextChange(change, now, nodes);
        var forge = new CertificateChange(text, certificates);
        var changed = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (path, content) in texts)
        {
            var withCertificates = PemChange.Replace(content, forge);
            changed[text.Path(path)] = Encoding.Latin1.GetBytes(forge.Fingerprints(text.Text(path == "node/metrics.prom" ? text.Metrics(withCertificates) : withCertificates)));
        }

        return changed;
    }

    private static HashSet<string> NodeNames(Dictionary<string, string> texts, IEnumerable<byte[]> certificates, JsonElement bundle)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (bundle.TryGetProperty("node", out var own) && own.GetString() is { Length: > 0 } node) names.Add(node);
        if (texts.TryGetValue("cluster/nodes.json", out var list))
        {
            using var nodes = JsonDocument.Parse(list);
            foreach (var item in nodes.RootElement.GetProperty("items").EnumerateArray()) names.Add(item.GetProperty("metadata").GetProperty("name").GetString()!);
        }

        foreach (var text in texts.Values.Concat(certificates.Select(Encoding.Latin1.GetString)))
        {
            foreach (Match match in NodeUser().Matches(text)) names.Add(match.Groups[1].Value);
        }

        return names;
    }

    // A name with a digit: what stands there without one is a placeholder in a message or a role (system:node:NAME).
    [GeneratedRegex(@"system:node:((?=[a-z.-]*[0-9])[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)")]
    private static partial Regex NodeUser();
}
