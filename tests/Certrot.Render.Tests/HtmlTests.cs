using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Certrot.Render.Tests;

public sealed class HtmlTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_page_holds_no_script_no_address_and_no_handler(string name)
    {
        var page = Parse(Samples.All[name]);

        foreach (var element in page.Descendants())
        {
            Assert.DoesNotContain(element.Name.LocalName, new[] { "script", "iframe", "object", "embed", "img", "link", "a", "form", "base", "use", "image", "foreignObject" });
            foreach (var attribute in element.Attributes())
            {
                Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase), attribute.Name.LocalName);
                Assert.DoesNotContain(attribute.Name.LocalName, new[] { "src", "href", "style", "srcset", "action" });
            }
        }
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page.Descendants("style").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_allows_inline_style_and_nothing_else()
    {
        var policy = Parse(Samples.All["healthy"]).Descendants("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy");

        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'", (string?)policy.Attribute("content"));
    }

    [Fact]
    public void Hostile_text_is_shown_as_text()
    {
        var page = Parse(Samples.All["hostile"]);

        Assert.Contains(page.Descendants("dd"), d => d.Value.Contains("<script>alert(1)</script> | `x` ``` red", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void Ids_are_unique_and_every_label_exists(string name)
    {
        var page = Parse(Samples.All[name]);
        var ids = page.Descendants().Select(e => (string?)e.Attribute("id")).OfType<string>().ToList();

        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        foreach (var label in page.Descendants().Select(e => (string?)e.Attribute("aria-labelledby")).OfType<string>())
            Assert.Contains(label, ids);
        Assert.Single(page.Descendants("h1"));
        Assert.All(page.Descendants("table"), table => Assert.NotNull(table.Element("caption")));
    }

    [Theory, MemberData(nameof(Names))]
    public void Labels_in_the_drawings_do_not_overlap_and_stay_inside(string name)
    {
        foreach (var svg in Parse(Samples.All[name]).Descendants("svg"))
        {
            var box = ((string)svg.Attribute("viewBox")!).Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            var labels = svg.Elements("text").Select(Box).ToList();
            for (var i = 0; i < labels.Count; i++)
            {
                var (left, right, y, text) = labels[i];
                Assert.True(left >= box[0] && right <= box[0] + box[2] && y <= box[3], $"outside: {text}");
                foreach (var other in labels.Skip(i + 1))
                    Assert.False(Math.Abs(other.Y - y) < 11 && left < other.Right && right > other.Left, $"{text} / {other.Text}");
            }
        }
    }

    private static (double Left, double Right, double Y, string Text) Box(XElement text)
    {
        var width = Columns.Of(text.Value) * 7;
        var x = (double)text.Attribute("x")!;
        var left = (string?)text.Attribute("text-anchor") switch
        {
            "end" => x - width,
            "middle" => x - width / 2,
            _ => x,
        };
        return (left, left + width, (double)text.Attribute("y")!, text.Value);
    }

    private static XElement Parse(Certrot.Reports.DiagnosisReport report)
    {
        using var reader = XmlReader.Create(new StringReader(Samples.Html(report)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }
}
