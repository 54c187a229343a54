using Certrot.Causes;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Writes what the evidence shows, most important first.</summary>
internal static class FindingWriter
{
    public static List<FindingReport> Write(Situation situation, Ranking ranking)
    {
        var findings = new List<FindingReport>();
        foreach (var candidate in ranking.All)
        {
            // Beside a cause, a benign state would only say the contrary.
            if (candidate.Cause.Kind == CauseKind.Benign && ranking.Root is not { Cause.Kind: CauseKind.Benign }) continue;
            findings.Add(new FindingReport(candidate.Cause.Severity.ToString().ToLowerInvariant(),
                candidate.ExplainedBy is null ? candidate.Judgement.Summary : $"{candidate.Judgement.Summary} (a consequence of {candidate.ExplainedBy.Id})",
                [.. candidate.Judgement.Evidence.Select(Diagnostician.Quote)]));
        }

        foreach (var certificate in situation.Certificates)
        {
            if (certificate.Certificate is { } leaf && leaf.Lifetime < TimeSpan.FromDays(2) && certificate.RotationEnabled != false)
                findings.Add(new FindingReport("low", $"The {certificate.Name} certificate lives {Durations.Short(leaf.Lifetime)} only: alerts with fixed days fire all the time, and short outages outlast it.", certificate.ExpiryQuote is { } quote ? [Diagnostician.Quote(quote)] : []));
        }

        if (situation.Evidence.Host.Clock is { NtpSynchronized: false } clock)
            findings.Add(new FindingReport("low", "The node's clock is not synchronized.", [new QuoteReport(clock.Source.ToString(), "ntpSynchronized: false")]));
        return findings;
    }
}
