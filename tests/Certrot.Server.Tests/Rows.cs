using Certrot.Reports;

namespace Certrot.Server.Tests;

/// <summary>Judged nodes.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 5, 0, 0, TimeSpan.Zero);

    public static FleetNodeReport Healthy(string name) => new()
    {
        Name = name,
        Verdict = Verdicts.Healthy,
        Cause = "healthy",
        Confidence = "confirmed",
        Summary = $"{name} is well.",
        Ready = "True",
        Client = new FleetCertificateReport { Stage = "not-due", NotBefore = Now.AddDays(-100), NotAfter = Now.AddDays(265), Known = "csr", RotationWindow = [Now.AddDays(155), Now.AddDays(228)] },
        Serving = new FleetCertificateReport { Stage = "not-due", NotBefore = Now.AddDays(-100), NotAfter = Now.AddDays(265), Known = "handshake", RotationWindow = [Now.AddDays(155), Now.AddDays(228)] },
        Preflight = "pass",
    };

    public static FleetNodeReport Failing(string name, string cause = "csr-denied-by-approver") => Healthy(name) with { Verdict = Verdicts.Failing, Cause = cause, Summary = $"The client CSR of {name} was denied." };
}
