using System.Text.RegularExpressions;

namespace Certrot.Approval.Policy;

/// <summary>
/// Anchored regular expressions. They run in time that grows with the text alone (<see cref="RegexOptions.NonBacktracking"/>), so that no pattern can be made to hang; what
/// cannot run so, such as back-references and look-arounds, is refused.
/// </summary>
public sealed class PatternSet
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MaxLength = 512;

    private readonly Regex[] patterns;

    private PatternSet(IReadOnlyList<string> texts, Regex[] patterns) => (Texts, this.patterns) = (texts, patterns);

    /// <summary>The patterns as they were written.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Makes a set.</summary>
    /// <param name="texts">The patterns.</param>
    /// <param name="problem">What is wrong with one of them; null where all are sound.</param>
    /// <param name="index">Which one is wrong.</param>
    /// <returns>The set; null with <paramref name="problem"/>.</returns>
    public static PatternSet? Create(IReadOnlyList<string> texts, out string? problem, out int index)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var compiled = new Regex[texts.Count];
        for (index = 0; index < texts.Count; index++)
        {
            problem = Compile(texts[index], out compiled[index]!);
            if (problem is not null) return null;
        }

        problem = null;
        return new PatternSet([.. texts], compiled);
    }

    /// <summary>Whether one of the patterns matches the whole text.</summary>
    public bool Matches(string text) => Array.Exists(patterns, p => p.IsMatch(text));

    private static string? Compile(string text, out Regex? pattern)
    {
        pattern = null;
        if (text.Length > MaxLength) return $"the pattern is longer than {MaxLength} characters";
        if (!text.StartsWith('^') || !text.EndsWith('$') || text.EndsWith("\\$", StringComparison.Ordinal)) return $"the pattern {Quoted(text)} must begin with ^ and end with $, or it matches parts of names";
        try
        {
            // By itself first: in "^a)|(?:b$" the brackets would close what is put around it.
            _ = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            // Once more around the whole: "^a|b$" is anchored on one side only.
            pattern = new Regex($@"\A(?:{text})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (NotSupportedException)
        {
            return $"the pattern {Quoted(text)} cannot run in linear time: no look-arounds, back-references, atomic groups or counts of thousands";
        }
        catch (ArgumentException e)
        {
            return $"the pattern {Quoted(text)} is no regular expression: {Text.SafeText.Clean(e.Message)}";
        }
    }

    private static string Quoted(string text) => Pki.NameText.Quote(text);
}
