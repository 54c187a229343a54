using Certrot.Causes;
using Certrot.Evidence;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Judges the evidence of a node and writes the report. Pure but for the time of the report, which comes from a <see cref="TimeProvider"/>.</summary>
/// <param name="clock">Tells when the report was made; never used for a judgement.</param>
/// <param name="generator">The program and its version.</param>
public sealed class Diagnostician(TimeProvider clock, string generator)
{
    /// <summary>Diagnoses a node. Never throws on evidence.</summary>
    public DiagnosisReport Diagnose(NodeEvidence evidence)
    {
        var (situation, ranking, verdict, cause, root, outlook) = Assess(evidence);
        return new DiagnosisReport
        {
            Node = evidence.NodeName,
            GeneratedAt = clock.GetUtcNow(),
            EvidenceAt = evidence.CollectedAt,
            Generator = generator,
            Verdict = verdict,
            Headline = Headline(situation, root, verdict, cause),
            RootCause = root,
            OtherCauses = [.. ranking.Others.Select(Report)],
            Candidates =
            [
                // No cause is the root: that none is proven goes before those that hold and do not explain what is wrong now.
                .. ranking.Root is null ? [new CandidateReport(root.Id, ranking.All.Select(c => c.Score).Append(0.5).Max(), root.Certificate)] : Array.Empty<CandidateReport>(),
                .. ranking.All.Where(c => c.Cause.Id != root.Id || ranking.Root is not null).Select(c => new CandidateReport(c.Cause.Id, c.Score, CertificateName(c.Judgement.Certificate), c.ExplainedBy?.Id)),
            ],
            Certificates = new CertificatesReport(CertificateWriter.Write(situation, situation.Client), CertificateWriter.Write(situation, situation.Serving)),
            Chain = ChainWriter.Write(situation, ranking, outlook),
            Findings = FindingWriter.Write(situation, ranking),
            Scope = ScopeWriter.Write(situation, ranking),
            Outlook = outlook,
            Playbook = PlaybookWriter.Write(situation),
            Diagnosis = RuleWriter.Write(situation, ranking),
            Timeline = TimelineWriter.Write(situation, ranking),
            RuledOut = [.. ranking.RuledOut.Select(r => new RuledOutReport(r.Cause.Id, r.Judgement.Reason, [.. r.Judgement.Evidence.Select(Quote)]))],
            Missing = MissingWriter.Write(evidence),
            NextChecks = NextChecks(situation, ranking, cause, verdict),
            Fix = Fix(situation, ranking, verdict, cause, root),
        };
    }

    /// <summary>The answer without the report around it.</summary>
    internal static Assessment Assess(NodeEvidence evidence)
    {
        var situation = new Situation(evidence);
        var ranking = new Ranking(situation);
        var verdict = Verdict(ranking);
        var root = RootCause(situation, ranking);
        var cause = CauseCatalogue.Find(root.Id)!;
        return new Assessment(situation, ranking, verdict, cause, root, OutlookWriter.Write(situation, root, verdict, cause));
    }

    /// <summary>The way out; empty where there is nothing to repair, or nobody knows what.</summary>
    internal static IReadOnlyList<FixStep> Fix(Situation situation, Ranking ranking, string verdict, Cause cause, CauseReport root) =>
        verdict == Verdicts.Undetermined && ranking.Root is null ? [] : FixWriter.Write(situation, root, verdict, cause);

    /// <summary>A quote as the report shows it.</summary>
    internal static QuoteReport Quote(Quote quote) => new(quote.Source.ToString(), quote.Text, quote.Source.Time);

    /// <summary><c>client</c>, <c>serving</c> or null.</summary>
    internal static string? CertificateName(CertificateKind? kind) => kind switch { CertificateKind.Client => "client", CertificateKind.Serving => "serving", _ => null };

    internal static CauseReport Report(Candidate candidate) => new()
    {
        Id = candidate.Cause.Id,
        Title = candidate.Cause.Title,
        Certificate = CertificateName(candidate.Judgement.Certificate),
        Confidence = candidate.Judgement.Confidence.ToString().ToLowerInvariant(),
        Severity = candidate.Cause.Severity.ToString().ToLowerInvariant(),
        Summary = candidate.Judgement.Summary,
        Since = candidate.Judgement.Since,
        Change = candidate.Judgement.Change,
        Evidence = [.. candidate.Judgement.Evidence.Select(Quote)],
    };

    private static CauseReport RootCause(Situation situation, Ranking ranking)
    {
        if (ranking.Root is { } root) return Report(root);
        var insufficient = CauseCatalogue.Find("insufficient-evidence")!;
        return new CauseReport
        {
            Id = insufficient.Id,
            Title = insufficient.Title,
            Confidence = "possible",
            Severity = "info",
            Summary = situation.Kubelet.Digest is { TruncatedLines: > 0 }
                ? "The evidence does not allow a root cause: the lines that would tell are cut off."
                : "The evidence does not allow a root cause.",
        };
    }

    private static string Verdict(Ranking ranking) => ranking.Root switch
    {
        null => Verdicts.Undetermined,
        { Cause.Kind: CauseKind.Benign } => Verdicts.Healthy,
        { Judgement.Confidence: Confidence.Possible } => Verdicts.Undetermined,
        { Cause.Kind: CauseKind.LookAlike } => Verdicts.NotCertificateRelated,
        { Judgement.Latent: true } => Verdicts.AtRisk,
        _ => Verdicts.Failing,
    };

    /// <summary>The answer in one sentence.</summary>
    internal static string Headline(Situation situation, CauseReport root, string verdict, Cause cause)
    {
        var node = situation.Evidence.NodeName ?? "The node";
        var ofNode = situation.Evidence.NodeName ?? "the node";
        return verdict switch
        {
            Verdicts.Healthy => $"{node}: nothing is wrong with its certificates.",
            Verdicts.Undetermined => root.Id == "insufficient-evidence" ? situation.Evidence.NodeName is null ? "The evidence does not allow a root cause." : $"{node}: the evidence does not allow a root cause." : $"{node}: possibly {root.Title[..1].ToLowerInvariant()}{root.Title[1..]}; the evidence does not prove it.",
            Verdicts.NotCertificateRelated => $"{node}: not a failing rotation. {root.Summary}",
            Verdicts.AtRisk => $"{node} is at risk; nothing fails yet. {root.Summary}",
            _ => Failing(situation, root, node, ofNode),
        };
    }

    private static string Failing(Situation situation, CauseReport root, string node, string ofNode)
    {
        if (root.Certificate == "serving") return $"The serving certificate of {ofNode} is not being renewed, or cannot be used.";
        if (situation.Client.Expired == true) return $"{node} has lost its client certificate.";
        if (root.Certificate is null) return $"{node}: {root.Title}.";
        if (situation.Client.Expired == false && (situation.Trouble ?? situation.CollectorTrouble) is { } trouble)
        {
            return trouble.Kind >= ApiTroubleKind.Unauthorized
                ? $"The API server does not accept {ofNode}, whose client certificate is in date."
                : $"{node} gets no answer that it can use from the API server; its client certificate is in date.";
        }

        return $"The client certificate of {ofNode} is not being renewed, or cannot be used.";
    }

    private static List<NextCheck> NextChecks(Situation situation, Ranking ranking, Cause root, string verdict)
    {
        var checks = new List<NextCheck>();
        if (ranking.Root is not { Judgement.Confidence: Confidence.Confirmed }) checks.AddRange(root.NextChecks(situation));
        foreach (var candidate in ranking.All.Where(c => c.ExplainedBy is null && c.Judgement.Confidence != Confidence.Confirmed && c.Cause != root).Take(3)) checks.AddRange(candidate.Cause.NextChecks(situation));
        if (verdict == Verdicts.Undetermined) checks.AddRange(CauseCatalogue.Find("insufficient-evidence")!.NextChecks(situation));
        return [.. checks.DistinctBy(c => c.Command)];
    }
}
