using System.Globalization;
using System.Text;

namespace Certrot.Logs;

/// <summary>
/// Patterns prepared for the scan of raw lines. There a quote may be escaped, once or more, and JSON may escape other characters too; so the
/// longest piece of a literal that no wrapping changes is looked for, and the whole literal is compared in the unwrapped message.
/// </summary>
internal sealed class PatternTable
{
    // Lines that must be seen in full: starts of runs, messages in parts, and text that a terminal coloured.
    private static readonly string[] Landmarks =
    [
        "FLAG: --", "Started kubelet", "Started Kubelet", "Started Kubernetes Kubelet", "Started Service for snap application microk8s.daemon-kube",
        "Starting k3s ", "Starting rke2 ", "Version: v1.", "Kubelet version", "-- Reboot --", "-- Boot ", " stderr P ", " stdout P ", "\e[01;31m",
    ];

    private readonly List<List<LiteralUse>> uses = [];
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);

    /// <summary>Prepares patterns.</summary>
    /// <exception cref="ArgumentException">A literal is shorter than five characters or is not ASCII.</exception>
    public PatternTable(IReadOnlyList<LogPattern> patterns)
    {
        Patterns = patterns;
        Groups = new string[patterns.Count][];
        foreach (string landmark in Landmarks)
            Add(landmark, new LiteralUse(-1, [], IsWhole: true));
        for (int i = 0; i < patterns.Count; i++)
        {
            Groups[i] = NamedGroups(patterns[i]);
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

        List<byte[]>[] literals = [[], []];
        List<int>[] literalIds = [[], []];
        foreach ((string literal, int id) in ids)
        {
            int group = LiteralFilter.AllowsLongestStride(literal.Length) ? 0 : 1;
            literals[group].Add(Encoding.ASCII.GetBytes(literal));
            literalIds[group].Add(id);
        }

        LongLiterals = new LiteralFilter(literals[0], literalIds[0]);
        ShortLiterals = new LiteralFilter(literals[1], literalIds[1]);
    }

    /// <summary>The patterns.</summary>
    public IReadOnlyList<LogPattern> Patterns { get; }

    /// <summary>Names of the groups of each pattern's expression.</summary>
    public string[][] Groups { get; }

    /// <summary>Every literal of every pattern.</summary>
    public List<LiteralUse> All { get; } = [];

    /// <summary>Finds the literals that are long enough to be looked for with the longest stride.</summary>
    public LiteralFilter LongLiterals { get; }

    /// <summary>Finds the others.</summary>
    public LiteralFilter ShortLiterals { get; }

    /// <summary>What a literal of the filters stands for.</summary>
    public List<LiteralUse> UsesOf(int literal) => uses[literal];

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
}
