using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Certrot.Logs;

/// <summary>
/// Patterns prepared for the scan of raw lines. There a quote may be escaped, once or more, and JSON may escape other characters too; so the
/// longest piece of a literal that no wrapping changes is looked for, and the whole literal is compared in the unwrapped message.
/// </summary>
internal sealed class PatternTable
{
    // Lines that must be seen in full although they come from the same process as the line before: a container's process id is always 1.
    // Then messages in parts, and text that grep coloured.
    private static readonly string[] Landmarks =
    [
        "] FLAG: --", "\"msg\":\"FLAG: --", "] Version: v1.", "Kubelet version", "Starting k3s ", "Starting rke2 ", " stderr P ", " stdout P ", "\e[01;31m\e[K",
    ];

    private const int ShortestSample = 1 << 17;

    private readonly (LiteralFilter Long, LiteralFilter Short) usual;
    private readonly LiteralGroup longOnes = new();
    private readonly LiteralGroup shortOnes = new();
    private readonly string[]?[] groups;
    private readonly List<List<LiteralUse>> uses = [];
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);

    /// <summary>Prepares patterns.</summary>
    /// <exception cref="ArgumentException">A literal is shorter than five characters or is not ASCII.</exception>
    public PatternTable(IReadOnlyList<LogPattern> patterns)
    {
        Patterns = patterns;
        groups = new string[patterns.Count][];
        foreach (string landmark in Landmarks)
            Add(landmark, new LiteralUse(-1, [], IsWhole: true));
        for (int i = 0; i < patterns.Count; i++)
        {
            foreach (string literal in patterns[i].Literals)
            {
                if (literal.Length < 5 || !Ascii.IsValid(literal))
                    throw new ArgumentException($"Pattern {patterns[i].Id}: literals have at least five characters of ASCII.", nameof(patterns));
                byte[] bytes = Encoding.ASCII.GetBytes(literal);
                All.Add(new LiteralUse(i, bytes, IsWhole: false));
                foreach (string piece in Pieces(literal))
                    Add(piece, new LiteralUse(i, bytes, piece == literal));
            }
        }

        foreach ((string literal, int id) in ids)
        {
            LiteralGroup group = LiteralFilter.IsLong(literal.Length) ? longOnes : shortOnes;
            group.Literals.Add(Encoding.ASCII.GetBytes(literal));
            group.Ids.Add(id);
        }

        usual = Filters([]);
    }

    /// <summary>The patterns.</summary>
    public IReadOnlyList<LogPattern> Patterns { get; }

    /// <summary>Names of the groups of a pattern's expression.</summary>
    public string[] GroupsOf(int pattern) => groups[pattern] ??= NamedGroups(Patterns[pattern]);

    /// <summary>Every literal of every pattern.</summary>
    public List<LiteralUse> All { get; } = [];

    /// <summary>
    /// Filters for a log that begins with this text: one for the literals that are long enough to be looked for with the longest stride, and
    /// one for the others. They are fitted to a long text only; for a short one that takes longer than it saves.
    /// </summary>
    public (LiteralFilter Long, LiteralFilter Short) FiltersFor(ReadOnlySpan<byte> text) => text.Length < ShortestSample ? usual : Filters(text);

    /// <summary>What a literal of the filters stands for.</summary>
    public ReadOnlySpan<LiteralUse> UsesOf(int literal) => CollectionsMarshal.AsSpan(uses[literal]);

    private static string[] NamedGroups(LogPattern pattern)
    {
        List<string> names = [];
        foreach (string name in pattern.Expression?.GetGroupNames() ?? [])
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                names.Add(name);
        }

        return [.. names];
    }

    private static IEnumerable<string> Pieces(string literal)
    {
        // Go's JSON encoder escapes angle brackets and ampersands as well.
        string longest = literal.Split('"', '\\', '<', '>', '&', '\t', '\n', '\r').MaxBy(piece => piece.Length)!;
        if (longest.Length >= LiteralFilter.ShortestLiteral + 1)
        {
            yield return longest;
            yield break;
        }

        // Too little between quotes: the ways to write the whole.
        string escaped = literal;
        for (int depth = 0; depth < 4; depth++)
        {
            yield return escaped;
            escaped = escaped.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        }
    }

    private void Add(string literal, LiteralUse use)
    {
        if (!ids.TryGetValue(literal, out int id))
        {
            id = uses.Count;
            ids.Add(literal, id);
            uses.Add([]);
        }

        uses[id].Add(use);
    }

    private (LiteralFilter Long, LiteralFilter Short) Filters(ReadOnlySpan<byte> sample) =>
        (new(longOnes.Literals, longOnes.Ids, sample), new(shortOnes.Literals, shortOnes.Ids, sample));

    private sealed class LiteralGroup
    {
        public List<byte[]> Literals { get; } = [];

        public List<int> Ids { get; } = [];
    }
}
