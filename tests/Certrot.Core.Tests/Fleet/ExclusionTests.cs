using System.Text;
using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

public sealed class ExclusionTests
{
    [Fact]
    public void The_example_of_the_manual_is_read()
    {
        var manual = File.ReadAllText(Path.Combine(Root(), "docs", "operations.md"));
        var begin = manual.IndexOf("```yaml\n", manual.IndexOf("<!-- exclusions -->", StringComparison.Ordinal), StringComparison.Ordinal) + 8;

        var read = ExclusionReader.Read(Encoding.UTF8.GetBytes(manual[begin..manual.IndexOf("```", begin, StringComparison.Ordinal)]), out var problem);

        Assert.Null(problem);
        Assert.Equal(["switched off in winter", "the pool is replaced in spring"], read.Select(e => e.Reason));
        Assert.Equal("legacy", read[1].Labels["pool"]);
    }

    [Theory]
    [InlineData("", "must hold one list, exclusions")]
    [InlineData("exclusion: []", "must hold one list, exclusions")]
    [InlineData("exclusions: [5]", "entry 1: is no mapping")]
    [InlineData("exclusions: [{nodes: a, until: 2027-01-01}]", "entry 1: has no reason")]
    [InlineData("exclusions: [{nodes: a, reason: b}]", "entry 1: has no until, a day such as 2027-01-31")]
    [InlineData("exclusions: [{nodes: a, reason: b, until: soon}]", "entry 1: has no until, a day such as 2027-01-31")]
    [InlineData("exclusions: [{reason: b, until: 2027-01-01}]", "entry 1: would exclude everything: give nodes, labels or cause")]
    [InlineData("exclusions: [{node: a, reason: b, until: 2027-01-01}]", "entry 1: node is none of nodes, labels, cause, reason, until")]
    [InlineData("exclusions: [{cause: typo, reason: b, until: 2027-01-01}]", "entry 1: there is no cause typo: see certrot causes")]
    [InlineData("exclusions: [{labels: x, reason: b, until: 2027-01-01}]", "entry 1: labels must be a mapping of names to values")]
    [InlineData("exclusions: [{nodes: [a, b], cause: kcm-down, reason: b, until: 2027-01-01}]", "entry 1: nodes is no text")]
    [InlineData("exclusions: [{nodes: a, cause: [kcm-down], reason: b, until: 2027-01-01}]", "entry 1: cause is no text")]
    [InlineData("exclusions: [{nodes: '', cause: kcm-down, reason: b, until: 2027-01-01}]", "entry 1: nodes is empty, or no text")]
    [InlineData("exclusions: [{nodes: , cause: kcm-down, reason: b, until: 2027-01-01}]", "entry 1: nodes is no text")]
    [InlineData("exclusions: [{nodes: a, labels: , reason: b, until: 2027-01-01}]", "entry 1: labels must be a mapping of names to values")]
    [InlineData("exclusions: [{nodes: a, reason: b, until: 2027-01-01}, {nodes: c}]", "entry 2: has no reason")]
    public void One_that_is_wrong_excludes_nothing_and_says_what(string yaml, string expected)
    {
        var read = ExclusionReader.Read(Encoding.UTF8.GetBytes(yaml), out var problem);

        Assert.Empty(read);
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("edge-*", null, "edge-7", true)]
    [InlineData("edge-*", null, "core-7", false)]
    [InlineData("edge-?", null, "edge-12", false)]
    [InlineData(null, "kcm-down", "any", true)]
    [InlineData("edge-*", "healthy", "edge-7", false)]
    public void Every_condition_has_to_fit(string? nodes, string? cause, string name, bool fits) =>
        Assert.Equal(fits, new Exclusion { Nodes = nodes, Cause = cause, Reason = "r", Until = new DateOnly(2027, 1, 1) }.Fits(name, new Dictionary<string, string>(), "kcm-down"));

    [Fact]
    public void It_ends_at_the_begin_of_its_day()
    {
        var exclusion = new Exclusion { Nodes = "*", Reason = "r", Until = new DateOnly(2026, 6, 16) };

        Assert.True(exclusion.Holds(new DateTimeOffset(2026, 6, 15, 23, 59, 59, TimeSpan.Zero)));
        Assert.False(exclusion.Holds(new DateTimeOffset(2026, 6, 16, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void An_excluded_node_is_listed_last_and_does_not_make_the_verdict()
    {
        var judge = new FleetJudge(new FleetOptions { Exclusions = [new Exclusion { Nodes = "silent", Reason = "winter", Until = new DateOnly(2027, 1, 1) }] });

        var report = judge.Judge(Observed.Cluster(Observed.Node("silent", silentFor: TimeSpan.FromHours(2)), Observed.Node("sound", clientLeft: TimeSpan.FromDays(200), serving: Observed.Sound)));

        Assert.Equal(["sound", "silent"], report.Nodes.Select(n => n.Name));
        Assert.Equal("winter (until 2027-01-01)", report.Nodes[1].Excluded);
        Assert.Equal(Verdicts.Healthy, report.Verdict);
        Assert.Equal(1, report.Counts["excluded"]);
    }

    [Fact]
    public void Excluded_nodes_raise_no_item_of_the_cluster()
    {
        var judge = new FleetJudge(new FleetOptions { Exclusions = [new Exclusion { Nodes = "edge-*", Reason = "winter", Until = new DateOnly(2027, 1, 1) }] });

        var report = judge.Judge(Observed.Cluster([.. Enumerable.Range(0, 4).Select(i => Observed.Node($"edge-{i}", silentFor: TimeSpan.FromHours(2)))]));

        Assert.DoesNotContain(report.Items, i => i.Id == "lost-together");
        Assert.Equal(Verdicts.Healthy, report.Verdict);
    }

    [Fact]
    public void The_cause_that_is_shown_can_be_excluded()
    {
        var judge = new FleetJudge(new FleetOptions { Exclusions = [new Exclusion { Nodes = "late", Cause = "insufficient-evidence", Reason = "known", Until = new DateOnly(2027, 1, 1) }] });

        var row = judge.Judge(Observed.Cluster(Observed.Node("late", TimeSpan.FromDays(200), serving: (Observed.Now.AddDays(-99), Observed.Now.AddDays(1))))).Nodes[0];

        Assert.Equal("insufficient-evidence", row.Cause);
        Assert.NotNull(row.Excluded);
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "README.md")) || !Directory.Exists(Path.Combine(directory.FullName, "docs"))) directory = directory.Parent;
        return directory.FullName;
    }
}
