using System.Text.Json.Nodes;
using Certrot.Reports;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Certrot.Render.Tests;

public sealed class YamlTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory, MemberData(nameof(Names))]
    public void Yaml_is_the_same_document_as_the_json(string name)
    {
        var report = Samples.All[name];

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Samples.Json(report)), Read(Samples.Yaml(report))));
    }

    [Theory]
    [InlineData("no")]
    [InlineData("Yes")]
    [InlineData("ON")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1")]
    [InlineData("0x1f")]
    [InlineData("1e3")]
    [InlineData(".inf")]
    [InlineData("1:30")]
    [InlineData("2026-11-22T05:37:47Z")]
    [InlineData("a: b")]
    [InlineData("a:")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("? a")]
    [InlineData("&a")]
    [InlineData("*a")]
    [InlineData("!a")]
    [InlineData("%a")]
    [InlineData("@a")]
    [InlineData("`a`")]
    [InlineData("{a}")]
    [InlineData("[a]")]
    [InlineData("a, b")]
    [InlineData("|")]
    [InlineData(">")]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("---")]
    [InlineData("...")]
    [InlineData("a ")]
    [InlineData(" a")]
    [InlineData("\\n")]
    [InlineData("a\nb\tc\r\u0085\u2028\u00a0\ufeff\u0007\u001b")]
    [InlineData("<<")]
    [InlineData("=")]
    public void Text_that_yaml_could_misread_stays_text(string text)
    {
        var report = Samples.All["bare"] with
        {
            Node = text,
            Fix = [new FixStep(text, "node", [text, text])],
        };

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Samples.Json(report)), Read(Samples.Yaml(report))));
    }

    [Fact]
    public void Plain_words_stay_plain() =>
        Assert.Contains("\nkind: DiagnosisReport\nnode: worker-1\n", Samples.Yaml(Samples.All["pending"]), StringComparison.Ordinal);

    private static JsonNode? Read(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        var node = ReadNode(parser);
        parser.Consume<DocumentEnd>();
        parser.Consume<StreamEnd>();
        return node;
    }

    private static JsonNode? ReadNode(Parser parser)
    {
        if (parser.TryConsume<MappingStart>(out _))
        {
            var map = new JsonObject();
            while (!parser.TryConsume<MappingEnd>(out _))
                map.Add(parser.Consume<Scalar>().Value, ReadNode(parser));
            return map;
        }
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
                list.Add(ReadNode(parser));
            return list;
        }
        var scalar = parser.Consume<Scalar>();
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(scalar.Value);
        return MeansSomethingElse(scalar.Value) ? JsonNode.Parse(scalar.Value) : JsonValue.Create(scalar.Value);
    }

    // Everything that the YAML 1.1 and 1.2 schemas give another type; what JSON cannot read of it fails the test, as it should.
    private static bool MeansSomethingElse(string plain) =>
        plain.Length == 0 || plain[0] is (>= '0' and <= '9') or '-' or '+' or '.' or '~' or '=' or '<'
        || plain.ToUpperInvariant() is "NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "Y" or "N" or "ON" or "OFF";
}
