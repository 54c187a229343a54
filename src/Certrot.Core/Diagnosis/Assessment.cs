using Certrot.Causes;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>What a diagnosis comes to, before a report is written of it.</summary>
/// <param name="Situation">What was worked out from the evidence.</param>
/// <param name="Ranking">The causes that hold.</param>
/// <param name="Verdict">One of <see cref="Verdicts"/>.</param>
/// <param name="Cause">The root cause, or the one that stands for a lack of evidence.</param>
/// <param name="Root">The root cause as reports show it.</param>
/// <param name="Outlook">What comes next.</param>
internal sealed record Assessment(Situation Situation, Ranking Ranking, string Verdict, Cause Cause, CauseReport Root, OutlookReport Outlook);
