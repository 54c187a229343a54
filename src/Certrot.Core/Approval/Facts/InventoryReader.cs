using System.Globalization;
using System.Text;
using Certrot.Approval.Policy;

namespace Certrot.Approval.Facts;

/// <summary>
/// Reads an inventory: a line for each node, its name first and then its names and addresses, separated by blanks, tabs or commas; <c>joins-from=TIME</c> and
/// <c>joins-until=TIME</c> (RFC 3339) bound when it may join. <c>#</c> begins a comment.
/// </summary>
public static class InventoryReader
{
    /// <summary>Largest file, in bytes: some hundred thousand nodes.</summary>
    public const int MaxSize = 64 << 20;

    /// <summary>Most problems that are told.</summary>
    private const int MaxProblems = 20;

    private static readonly char[] separators = [' ', '\t', ','];

    /// <summary>Reads it.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="file">The file's name, for problems.</param>
    /// <param name="problems">Takes what is wrong: 20 problems at most, then that there are more.</param>
    /// <returns>The inventory; null with problems.</returns>
    public static NodeInventory? Read(ReadOnlySpan<byte> utf8, string file, ICollection<PolicyProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var inventory = new NodeInventory();
        var wrong = 0;
        var number = 0;
        if (utf8.StartsWith(Pki.PemScanner.ByteOrderMark)) utf8 = utf8[Pki.PemScanner.ByteOrderMark.Length..];
        foreach (var range in utf8.Split((byte)'\n'))
        {
            number++;
            var text = Encoding.UTF8.GetString(utf8[range]).TrimEnd('\r');
            var comment = text.IndexOf('#', StringComparison.Ordinal);
            var words = (comment < 0 ? text : text[..comment]).Split(separators, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || (Add(inventory, words, number) is var problem && problem is null)) continue;
            if (++wrong <= MaxProblems) problems.Add(new PolicyProblem(file, number, problem));
        }

        if (wrong > MaxProblems) problems.Add(new PolicyProblem(file, number, $"{wrong - MaxProblems} more problems in this file"));
        if (wrong > 0) return null;
        if (inventory.Entries.Count > 0) return inventory;
        problems.Add(new PolicyProblem(file, 1, "the inventory names no node: an empty list would only seem to protect"));
        return null;
    }

    private static string? Add(NodeInventory inventory, string[] words, int line)
    {
        var node = words[0];
        if (!NodeName.IsValid(node)) return $"{Pki.NameText.Quote(node)} is no node name: lower-case letters, digits, - and ., 253 characters at most";
        var names = new HashSet<AltName> { AltName.OfDns(node) };
        DateTimeOffset? from = null, until = null;
        foreach (var word in words.Skip(1))
        {
            if (word.Split('=', 2) is [var key, var value])
            {
                if (key is not ("joins-from" or "joins-until")) return $"{Pki.NameText.Quote(key)} is neither joins-from nor joins-until";
                if (Time(value) is not { } time) return $"{key}={Pki.NameText.Quote(value)} is no time: write 2027-01-31T08:00:00Z";
                if (key == "joins-from") from = time;
                else until = time;
                continue;
            }

            var name = AltName.Parse(word);
            // A last label of digits alone is a mistyped address: no DNS name has one (RFC 3696 §2).
            if (name.DnsName is { } dns && (!NodeName.IsValid(dns) || dns.AsSpan(dns.LastIndexOf('.') + 1).IndexOfAnyExceptInRange('0', '9') < 0 && dns != node)) return $"{Pki.NameText.Quote(word)} is neither an address nor a DNS name";
            names.Add(name);
        }

        if (from >= until) return $"node {node} joins from {words.First(w => w.StartsWith("joins-from", StringComparison.Ordinal))[11..]}, which is not before its end";
        if (inventory.Add(new InventoryEntry(node, names, line, from, until), out var shared) is not { } earlier) return null;
        return shared is null ? $"node {node} stands in line {earlier.Line} already" : $"{shared} is given to node {earlier.Node} in line {earlier.Line}, and here to {node}";
    }

    internal static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            ? time
            : null;
}
