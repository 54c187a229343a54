using System.Text;
using Certrot.Fleet;

namespace Certrot.Core.Tests.Fleet;

/// <summary>An exclusion that is not understood would hide what it should not.</summary>
public sealed class ExclusionReaderTests
{
    [Fact]
    public void All_that_is_given_is_read()
    {
        var read = Read("""
            exclusions:
            - nodes: edge-*
              labels: {pool: legacy, generation: 5, spare: "true"}
              cause: kcm-down
              reason: is replaced
              until: 2027-01-31
            - cause: csr-flood
              reason: known
              until: "2028-02-29"
            """, out var problem);

        Assert.Null(problem);
        Assert.Equal(("edge-*", "kcm-down", "is replaced", new DateOnly(2027, 1, 31)), (read[0].Nodes, read[0].Cause, read[0].Reason, read[0].Until));
        Assert.Equal(["generation=5", "pool=legacy", "spare=true"], read[0].Labels.Select(l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal));
        Assert.Equal((null, "csr-flood", new DateOnly(2028, 2, 29)), (read[1].Nodes, read[1].Cause, read[1].Until));
        Assert.Empty(read[1].Labels);
    }

    [Fact]
    public void Json_is_read_too()
    {
        var read = Read("""{"exclusions":[{"labels":{"pool":"legacy"},"reason":"r","until":"2027-01-31"}]}""", out var problem);

        Assert.Null(problem);
        Assert.Equal("legacy", Assert.Single(read).Labels["pool"]);
    }

    [Fact]
    public void A_list_without_entries_is_well()
    {
        Assert.Empty(Read("exclusions: []", out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("exclusions:")]
    [InlineData("exclusions: {nodes: a}")]
    [InlineData("exclusions: []\nversion: 1")]
    public void A_file_holds_one_list_and_nothing_else(string yaml) => Assert.Equal("must hold one list, exclusions", Problem(yaml));

    [Theory]
    [InlineData("exclusions: [", "cannot be read: line ")]
    [InlineData("{\"exclusions\": [}", "cannot be read: line 1")]
    [InlineData("exclusions: []\nexclusions: []", "cannot be read: ")]
    public void What_is_no_yaml_is_told_with_its_place(string yaml, string problem) => Assert.StartsWith(problem, Problem(yaml), StringComparison.Ordinal);

    [Theory]
    [InlineData("2027-1-31")]
    [InlineData("2027-02-29")]
    [InlineData("31.01.2027")]
    [InlineData("2027-01-31T00:00:00Z")]
    [InlineData("[2027-01-31]")]
    public void The_end_is_a_day_of_the_calendar(string until) =>
        Assert.Equal("entry 1: has no until, a day such as 2027-01-31", Problem($"exclusions: [{{nodes: a, reason: r, until: {until}}}]"));

    [Theory]
    [InlineData("exclusions: [null]", "entry 1: is no mapping")]
    [InlineData("exclusions: [[nodes, a]]", "entry 1: is no mapping")]
    [InlineData("exclusions: [{nodes: a, reason: '', until: 2027-01-31}]", "entry 1: has no reason")]
    [InlineData("exclusions: [{Nodes: a, reason: r, until: 2027-01-31}]", "entry 1: Nodes is none of nodes, labels, cause, reason, until")]
    [InlineData("exclusions: [{nodes: a, cause: KCM-DOWN, reason: r, until: 2027-01-31}]", "entry 1: there is no cause KCM-DOWN: see certrot causes")]
    [InlineData("exclusions: [{labels: [pool], reason: r, until: 2027-01-31}]", "entry 1: labels must be a mapping of names to values")]
    [InlineData("exclusions: [{labels: {pool: }, reason: r, until: 2027-01-31}]", "entry 1: labels must be a mapping of names to values")]
    [InlineData("exclusions: [{labels: {pool: [a, b]}, reason: r, until: 2027-01-31}]", "entry 1: labels must be a mapping of names to values")]
    [InlineData("exclusions: [{labels: {}, reason: r, until: 2027-01-31}]", "entry 1: would exclude everything: give nodes, labels or cause")]
    public void An_entry_that_is_not_understood_is_told_by_its_place(string yaml, string problem) => Assert.Equal(problem, Problem(yaml));

    private static string? Problem(string yaml)
    {
        Assert.Empty(Read(yaml, out var problem));
        return problem;
    }

    private static IReadOnlyList<Exclusion> Read(string yaml, out string? problem) => ExclusionReader.Read(Encoding.UTF8.GetBytes(yaml), out problem);
}
