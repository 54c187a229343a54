using Certrot.Reports;

namespace Certrot.Render;

/// <summary>What the outputs call the values of the contract.</summary>
internal static class Words
{
    public static string Verdict(string verdict) => verdict switch
    {
        Verdicts.AtRisk => "AT RISK",
        Verdicts.NotCertificateRelated => "NOT THE CERTIFICATES",
        _ => DataText.Clean(verdict, 40).ToUpperInvariant(),
    };

    public static Ink VerdictInk(string verdict) => verdict switch
    {
        Verdicts.Failing => Ink.BoldRed,
        Verdicts.AtRisk or Verdicts.NotCertificateRelated or Verdicts.Undetermined => Ink.BoldYellow,
        Verdicts.Healthy => Ink.BoldGreen,
        _ => Ink.Bold,
    };

    public static string Outcome(string outcome) => outcome switch
    {
        "not-applicable" => "n/a",
        "not-collected" => "no data",
        _ => DataText.Clean(outcome, 20),
    };

    public static Ink OutcomeInk(string outcome) => outcome switch
    {
        "ok" => Ink.Green,
        "problem" => Ink.Red,
        "not-collected" => Ink.Yellow,
        _ => Ink.Dim,
    };

    public static Ink SeverityInk(string severity) => severity switch
    {
        "critical" or "high" => Ink.Red,
        "medium" or "low" => Ink.Yellow,
        _ => Ink.Dim,
    };

    public static string Where(string where) => where switch
    {
        "node" => "on the node",
        "control-plane" => "on a control plane",
        "workstation" => "from a workstation",
        "infrastructure" => "in the infrastructure",
        _ => DataText.Clean(where, 40),
    };

    public static string Count(int count, string one, string many) => count == 1 ? "1 " + one : $"{count} {many}";
}
