using System.Text;
using Certrot.Causes;
using Certrot.Collect;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Render.Repair;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.Reports;
using Certrot.TestKit;

namespace Certrot.Render.Tests.Repair;

/// <summary>Plans of recorded clusters, and one that wants to be more than text.</summary>
internal static class PlanSamples
{
    private const string Nasty = "a\u001b[31m\u202e\u200b\r\n\u0007b";

    private static string Scenarios => Path.Combine(Repository.Root, "tests", "scenarios");

    /// <summary>Every recorded bundle.</summary>
    public static IEnumerable<string> Recorded => Directory.EnumerateFiles(Scenarios, "bundle.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Scenarios, Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal);

    /// <summary>One that certrot carries out, one by hand, and one that is refused.</summary>
    public static IReadOnlyDictionary<string, RepairPlan> All { get; } = new Dictionary<string, RepairPlan>(StringComparer.Ordinal)
    {
        ["actions"] = RepairPlanner.Plan(Read("recorded/bootstrap-token-expired-v120")),
        ["by-hand"] = RepairPlanner.Plan(Read("recorded/kcm-down")),
        ["refused"] = RepairPlanner.Plan(Read("recorded/pki-immutable-v120") is var evidence ? evidence with { Host = evidence.Host with { Files = null } } : null!),
    };

    public static RepairPlan Hostile => new()
    {
        Node = Nasty,
        Verdict = Verdicts.Failing,
        Headline = Nasty,
        RootCause = new CauseReport { Id = "kcm-down", Title = Nasty, Confidence = "confirmed", Severity = "high", Summary = Nasty },
        Refusal = Nasty,
        Steps =
        [
            new RepairStep
            {
                Title = Nasty,
                Where = "cluster",
                Action = new RevokeToken(),
                Commands = [Nasty, new string('x', 300)],
                Changes = Nasty,
                Risk = Nasty,
                Verification = Nasty,
                Undo = Nasty,
                Note = Nasty,
                Check = _ => CheckResult.Done(""),
            },
        ],
    };

    public static NodeEvidence Read(string folder) => BundleReader.Read(Path.Combine(Scenarios, folder), new LogScanner(CauseCatalogue.LogPatterns), TimeProvider.System);

    public static string Text(RepairPlan plan, int width, bool color = false) => Written(to => PlanText.Write(to, plan, new RenderOptions { Width = width, Color = color }));

    public static string Json(params IReadOnlyList<RepairPlan> plans)
    {
        using var stream = new MemoryStream();
        PlanJson.Write(stream, plans);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string Written(Action<TextWriter> write)
    {
        using var to = new StringWriter { NewLine = "\n" };
        write(to);
        return to.ToString();
    }
}
