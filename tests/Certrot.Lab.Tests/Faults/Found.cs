using System.Text.Json;

namespace Certrot.Lab.Tests.Faults;

/// <summary>What a planted fault must be taken for.</summary>
internal static class Found
{
    /// <summary>Diagnoses a node live, collects it, and diagnoses the bundle.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cause">The label.</param>
    /// <param name="certificate">The certificate that it concerns; null for none.</param>
    /// <param name="exitCode">Exit code of the diagnosis.</param>
    /// <param name="plane">The control plane, whose folder takes the bundle.</param>
    /// <param name="reach">Arguments that reach the node.</param>
    public static async Task AsAsync(string node, string cause, string? certificate, int exitCode, ControlPlane plane, string[] reach)
    {
        var bundle = Path.Combine(plane.Root, $"{node}.tgz");

        var live = await Command.CaptureAsync(Certrot.Path, ["diagnose", node, "-o", "json", .. reach]);
        var collected = await Command.CaptureAsync(Certrot.Path, ["collect", node, "-o", bundle, .. reach]);
        var later = await Command.CaptureAsync(Certrot.Path, ["diagnose", "--bundle", bundle, "-o", "json"]);

        Assert.True(collected.ExitCode == 0, collected.Error);
        Is("live", live, cause, certificate, exitCode);
        Is("in the bundle", later, cause, certificate, exitCode);
    }

    private static void Is(string where, ProgramResult result, string cause, string? certificate, int exitCode)
    {
        Assert.True(result.ExitCode is >= 0 and <= 3, result.Error);
        using var report = JsonDocument.Parse(result.Output);
        var root = report.RootElement.GetProperty("rootCause");
        var found = $"{root.GetProperty("id").GetString()}, certificate {root.GetProperty("certificate").GetString() ?? "none"}, exit code {result.ExitCode}";
        var wanted = $"{cause}, certificate {certificate ?? "none"}, exit code {exitCode}";
        Assert.True(found == wanted, $"{where}: {found}, not {wanted}\n{result.Error}\n{result.Output}");
        Assert.Contains(root.GetProperty("confidence").GetString(), new[] { "confirmed", "likely" });
    }
}
