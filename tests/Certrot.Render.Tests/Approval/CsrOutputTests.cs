using System.Text.Json.Nodes;
using Certrot.Approval;
using Certrot.Render.Approval;
using Certrot.TestKit.Attacks;

namespace Certrot.Render.Tests.Approval;

/// <summary>CSRs as they are shown: goldens, and what holds of every output. CERTROT_UPDATE_GOLDEN=1 writes the goldens anew.</summary>
public sealed class CsrOutputTests
{
    public static TheoryData<string> Names => CsrSamples.Names;

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void The_list_is_as_reviewed(int width) => GoldenTests.Compare($"csr-list.{width}.txt", CsrSamples.List(width));

    [Fact]
    public void The_list_for_programs_is_as_reviewed() => GoldenTests.Compare("csr-list.json", CsrSamples.ListJson());

    [Theory, MemberData(nameof(Names))]
    public void Each_explanation_is_as_reviewed(string name)
    {
        GoldenTests.Compare($"csr-explain-{name}.80.txt", CsrSamples.Rules(name, 80));
        GoldenTests.Compare($"csr-explain-{name}.200.txt", CsrSamples.Rules(name, 200, verbose: true));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("refuse")]
    public void Each_explanation_for_programs_is_as_reviewed(string name) => GoldenTests.Compare($"csr-explain-{name}.json", CsrSamples.Json(name));

    [Theory, MemberData(nameof(Names))]
    public void No_line_is_wider_than_the_screen_and_none_carries_control_characters(string name)
    {
        foreach (var width in new[] { 60, 80, 100, 200 })
        {
            foreach (var text in new[] { CsrSamples.List(width), CsrSamples.Rules(name, width, verbose: true) })
            {
                Assert.All(text.Split('\n'), l => Assert.True(l.Length <= width, $"{width}: {l}"));
                Assert.DoesNotContain(text, c => c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format));
            }
        }
    }

    [Fact]
    public void Every_rule_is_told_where_it_is_asked_for()
    {
        var json = JsonNode.Parse(CsrSamples.Json("refuse"))!;
        Assert.Equal(ApprovalJudge.Rules.Select(r => r.Id), json["rules"]!.AsArray().Select(r => r!["id"]!.ToString()));
        Assert.All(ApprovalJudge.Rules, r => Assert.Contains($" {r.Id} ", CsrSamples.Rules("refuse", 200, verbose: true), StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_to_show_is_said() => Assert.Equal("No CSRs found.\n", CsrSamples.Written(w => CsrText.WriteList(w, [], AttackedCluster.Now, new RenderOptions { Width = 80 })));
}
