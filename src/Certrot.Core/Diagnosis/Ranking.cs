using Certrot.Causes;

namespace Certrot.Diagnosis;

/// <summary>Lets every cause judge the situation, and separates root causes from their consequences.</summary>
internal sealed class Ranking
{
    /// <summary>How long it may take to collect a bundle.</summary>
    private static readonly TimeSpan LongestCollection = TimeSpan.FromMinutes(10);

    public Ranking(Situation situation)
    {
        var holding = new List<Candidate>();
        var ruledOut = new List<(Cause, Judgement.RuledOut)>();
        foreach (var cause in CauseCatalogue.All)
        {
            switch (cause.Judge(situation))
            {
                case Judgement.Holds holds:
                    holding.Add(new Candidate(cause, holds with { Summary = situation.Evidence.NodeName is null ? WithoutName(holds.Summary) : holds.Summary, Since = Since(holds, situation) }));
                    break;
                case Judgement.RuledOut no:
                    ruledOut.Add((cause, no));
                    break;
                default:
                    break;
            }
        }

        // Healthy is what holds where nothing else does.
        if (holding.Exists(c => c.Cause.Kind != CauseKind.Benign && c.Judgement.Confidence != Confidence.Possible)) holding.RemoveAll(c => c.Cause.Id == "healthy");
        RuledOut = ruledOut;
        var all = holding.ConvertAll(c => c with { ExplainedBy = Explanation(c, holding) });
        all.Sort(BestFirst);
        All = all;
        // Neither what will fail one day nor what is as it should be is why a node is silent now.
        Root = All is [var best, ..] && (situation.Posts != false || (!best.Judgement.Latent && best.Cause.Kind != CauseKind.Benign)) ? best : null;
    }

    /// <summary>All causes that hold, those that stand by themselves first, best first.</summary>
    public IReadOnlyList<Candidate> All { get; }

    /// <summary>The root cause, or null where none holds.</summary>
    public Candidate? Root { get; }

    /// <summary>Causes that a decisive check excluded.</summary>
    public IReadOnlyList<(Cause Cause, Judgement.RuledOut Judgement)> RuledOut { get; }

    /// <summary>Causes that hold beside the root cause and are not its consequence; a benign state is none.</summary>
    public IEnumerable<Candidate> Others => All.Skip(Root is null ? 0 : 1).Where(c => c.ExplainedBy is null && c.Cause.Kind is CauseKind.Core or CauseKind.LookAlike && c.Judgement.Confidence != Confidence.Possible);

    /// <summary>Whether something is the matter, by more than a possibility: it goes before a state in which nothing is.</summary>
    private static bool IsFinding(Candidate c) => c.Cause.Kind != CauseKind.Benign && c.Judgement.Confidence != Confidence.Possible;

    private static int BestFirst(Candidate a, Candidate b)
    {
        if (a.ExplainedBy is null != b.ExplainedBy is null) return a.ExplainedBy is null ? -1 : 1;
        if (IsFinding(a) != IsFinding(b)) return IsFinding(a) ? -1 : 1;
        var byWeight = b.Weight.CompareTo(a.Weight);
        return byWeight != 0 ? byWeight : string.CompareOrdinal(a.Cause.Id, b.Cause.Id);
    }

    /// <summary>
    /// Nothing fails since a time to come. A log may end some seconds after the time that the bundle gives for all of its files; a later line is of another clock or
    /// of another time, and tells nothing about since when.
    /// </summary>
    private static DateTimeOffset? Since(Judgement.Holds holds, Situation situation)
    {
        var now = situation.Evidence.CollectedAt;
        return holds.Since is not { } since || since <= now ? holds.Since : since - now < LongestCollection ? now : null;
    }

    /// <summary>Commands show <c>NODE</c> where the node's name is not known; sentences do not.</summary>
    private static string WithoutName(string summary)
    {
        var text = summary.Replace("NODE", "the node", StringComparison.Ordinal);
        return text.StartsWith("the node", StringComparison.Ordinal) ? $"T{text[1..]}" : text;
    }

    /// <summary>
    /// A cause explains another where it names it as its consequence, is at least nearly as sure, and is not itself only a thing of the future while the other
    /// is present. Two that name each other are told apart by weight.
    /// </summary>
    private static Cause? Explanation(Candidate effect, List<Candidate> holding)
    {
        Candidate? best = null;
        foreach (var cause in holding)
        {
            if (cause.Cause == effect.Cause || !cause.Cause.Consequences.Contains(effect.Cause.Id)) continue;
            if (cause.Judgement.Confidence == Confidence.Possible && effect.Judgement.Confidence != Confidence.Possible) continue;
            if (cause.Judgement.Latent && !effect.Judgement.Latent) continue;
            if (effect.Cause.Consequences.Contains(cause.Cause.Id) && (effect.Weight > cause.Weight || (effect.Weight.Equals(cause.Weight) && string.CompareOrdinal(effect.Cause.Id, cause.Cause.Id) < 0))) continue;
            if (best is null || cause.Weight > best.Weight) best = cause;
        }

        return best?.Cause;
    }
}
