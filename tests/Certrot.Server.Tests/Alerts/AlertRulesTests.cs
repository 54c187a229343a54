using System.Text.RegularExpressions;
using Certrot.Server.Alerts;
using Certrot.TestKit;

namespace Certrot.Server.Tests.Alerts;

/// <summary>The rules that ship, by Prometheus' own tool.</summary>
public sealed partial class AlertRulesTests(PromtoolRuns runs) : IClassFixture<PromtoolRuns>
{
    public static TheoryData<string> Files => [.. PromtoolRuns.Files];

    [Fact]
    [Trait("needs", "minutes")]
    public async Task Promtool_takes_the_rules_that_are_printed()
    {
        var path = Path.Combine(Path.GetTempPath(), $"certrot-rules-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(path, Printed(w => AlertRules.Write(w, "https://docs.example/causes")), TestContext.Current.CancellationToken);

        var (code, said) = await PromtoolRuns.RunAsync(Path.GetTempPath(), "check", "rules", path);

        File.Delete(path);
        Assert.True(code == 0, said);
        Assert.Contains("SUCCESS", said, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("needs", "minutes")]
    [MemberData(nameof(Files))]
    public async Task Each_alert_fires_when_it_should_and_at_no_other_time(string file)
    {
        var (code, said) = await runs.OfAsync(file);

        Assert.True(code == 0, said);
    }

    [Fact]
    public void Every_alert_is_tested_and_documented()
    {
        var alerts = Alerts().Matches(Printed(w => AlertRules.Write(w, "x"))).Select(m => m.Groups["alert"].Value).Distinct(StringComparer.Ordinal).ToList();
        var tests = string.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "tests", "alerts"), "*.test.yaml").Select(File.ReadAllText));
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "alerts.md"));

        Assert.True(alerts.Count > 30, $"{alerts.Count} alerts");
        Assert.Contains("KubeletCertificateRotationFailing", alerts);
        Assert.All(alerts, a => Assert.Contains($"alertname: {a}\n", tests, StringComparison.Ordinal));
        Assert.All(alerts, a => Assert.Contains($"`{a}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_link_leads_to_a_page()
    {
        var links = Links().Matches(Printed(w => AlertRules.Write(w, "BASE"))).Select(m => m.Groups["link"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(links);
        Assert.All(links.Where(l => !l.Contains("{{", StringComparison.Ordinal)), link =>
        {
            var path = link.Split('#')[0].Replace("BASE", "docs/causes", StringComparison.Ordinal);
            Assert.True(File.Exists(Path.GetFullPath(Path.Combine(Repository.Root, path))), link);
            if (path.EndsWith("alerts.md", StringComparison.Ordinal)) Assert.Contains($"\n## {link.Split('#')[1]}\n", File.ReadAllText(Path.Combine(Repository.Root, "docs", "alerts.md")), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_object_of_the_operator_holds_the_same_rules()
    {
        var rules = Printed(w => AlertRules.Write(w, "https://x"));
        var wrapped = Printed(w => AlertRules.WriteObject(w, "https://x", "monitoring"));

        Assert.StartsWith("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n", wrapped, StringComparison.Ordinal);
        Assert.Contains("  namespace: monitoring\n", wrapped, StringComparison.Ordinal);
        Assert.Equal(rules, string.Join('\n', wrapped[(wrapped.IndexOf("\nspec:\n", StringComparison.Ordinal) + "\nspec:\n".Length)..].Split('\n').Select(l => l.StartsWith("  ", StringComparison.Ordinal) ? l[2..] : l)));
        Assert.DoesNotContain("@RUNBOOKS@/", wrapped, StringComparison.Ordinal);
    }

    private static string Printed(Action<TextWriter> write)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        write(writer);
        return writer.ToString();
    }

    [GeneratedRegex(@"^\s*- alert: (?<alert>\w+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Alerts();

    [GeneratedRegex(@"runbook_url: '?(?<link>[^'\n]+)'?$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
