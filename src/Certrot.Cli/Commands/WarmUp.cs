using System.Text;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Render;
using Certrot.Text;

namespace Certrot.Cli.Commands;

/// <summary>
/// Loads the code of the judge and of the output on another core while the bundle is read. Loading code is most of what a small bundle costs:
/// see docs/benchmarks.md.
/// </summary>
internal static class WarmUp
{
    public static void Begin(string format) => _ = Task.Run(() =>
    {
        YamlReader.Read("a: b"u8.ToArray(), out _);
        var report = new Diagnostician(TimeProvider.System, ProgramVersion.Generator).Diagnose(new NodeEvidence { NodeName = "n", CollectedAt = DateTimeOffset.UnixEpoch });
        using var nowhere = new StreamWriter(Stream.Null, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1024);
        ReportFormats.Write(nowhere, report, format, new RenderOptions { Width = 100 });
    });
}
