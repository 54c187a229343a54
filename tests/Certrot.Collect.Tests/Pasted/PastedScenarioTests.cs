using System.Text;
using System.Text.Json;
using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Collect.Tests.Pasted;

/// <summary>Short texts as people paste them, each with the root cause that it allows.</summary>
public sealed class PastedScenarioTests
{
    private static readonly LogScanner Scanner = new(CauseCatalogue.LogPatterns);

    private static readonly string Folder = FindFolder();

    public static TheoryData<string> Names => new(Directory.EnumerateDirectories(Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void A_text_gets_its_root_cause(string name) => Check(name, Text(name));

    [Theory, MemberData(nameof(Names))]
    public void A_quoted_text_gets_the_same(string name) => Check(name, string.Join('\n', Text(name).Split('\n').Select(line => "> " + line)));

    [Theory, MemberData(nameof(Names))]
    public void A_fenced_text_gets_the_same(string name) => Check(name, $"Hello, our node is NotReady.\n\n```\n{Text(name)}```\n\nWhat is wrong?\n");

    [Theory, MemberData(nameof(Names))]
    public void A_text_from_a_mail_program_gets_the_same(string name) => Check(name, Text(name).Replace("\n", "\r\n", StringComparison.Ordinal));

    [Theory]
    [InlineData("server-of-another-cluster")]
    [InlineData("kubeconfig-names-old-file")]
    [InlineData("eks-application-csr")]
    [InlineData("serving-waits")]
    [InlineData("expired-rotation-off")]
    public void The_order_of_commands_does_not_matter(string name)
    {
        var blocks = new List<string>();
        foreach (var line in Text(name).TrimEnd('\n').Split('\n'))
        {
            if (blocks.Count == 0 || line.StartsWith("$ ", StringComparison.Ordinal) || line.StartsWith("root@", StringComparison.Ordinal)) blocks.Add(line);
            else blocks[^1] += "\n" + line;
        }

        Assert.True(blocks.Count > 1);
        blocks.Reverse();
        Check(name, string.Join("\n\n", blocks));
    }

    [Fact]
    public void Most_causes_have_a_text()
    {
        var known = Names.Select(row => Expected(row.Data).RootCause).Distinct(StringComparer.Ordinal).ToList();
        Assert.All(known, id => Assert.NotNull(CauseCatalogue.Find(id)));
        Assert.InRange(known.Count, 50, CauseCatalogue.All.Count);
    }

    private static void Check(string name, string text)
    {
        var report = Diagnose(text);
        var (rootCause, certificate, acceptable) = Expected(name);
        if (acceptable.Contains(report.RootCause.Id, StringComparer.Ordinal)) return;
        Assert.Equal((rootCause, certificate), (report.RootCause.Id, report.RootCause.Certificate));
    }

    private static DiagnosisReport Diagnose(string text)
    {
        var clock = new FixedClock(Paste.Today);
        var evidence = PastedTextReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "stdin", Scanner, clock);
        return new Diagnostician(clock, "test").Diagnose(evidence);
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name, "input.txt"));

    private static (string RootCause, string? Certificate, IReadOnlyList<string> Acceptable) Expected(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name, "expected.json")));
        var root = document.RootElement;
        var others = root.TryGetProperty("acceptable", out var list) ? list.EnumerateArray().Select(e => e.GetString()!).ToList() : [];
        return (root.GetProperty("rootCause").GetString()!, root.GetProperty("certificate").GetString(), others);
    }

    private static string FindFolder()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var folder = Path.Combine(directory.FullName, "tests", "scenarios", "pasted");
            if (Directory.Exists(folder)) return folder;
        }

        throw new DirectoryNotFoundException("tests/scenarios/pasted");
    }
}
