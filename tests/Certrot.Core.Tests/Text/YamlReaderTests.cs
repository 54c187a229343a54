using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Text;

namespace Certrot.Core.Tests.Text;

public sealed class YamlReaderTests
{
    private static JsonNode? Read(string text, out string? problem) => YamlReader.Read(Encoding.UTF8.GetBytes(text), out problem);

    private static string Json(string yaml)
    {
        var node = Read(yaml, out var problem);
        Assert.Null(problem);
        return node?.ToJsonString() ?? "null";
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("'12'", "\"12\"")]
    [InlineData("12", "12")]
    [InlineData("-12", "-12")]
    [InlineData("1_000", "1000")]
    [InlineData("0x1F", "31")]
    [InlineData("0640", "416")]
    [InlineData("0o17", "15")]
    [InlineData("1.5", "1.5")]
    [InlineData("-.5e3", "-500")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("10.0.0.1", "\"10.0.0.1\"")]
    [InlineData("2026-11-22T05:32:38Z", "\"2026-11-22T05:32:38Z\"")]
    [InlineData(".nan", "\".nan\"")]
    [InlineData("-", "[null]")]
    [InlineData("1e999", "\"1e999\"")]
    [InlineData("Infinity", "\"Infinity\"")]
    public void Scalars_are_typed_as_the_api_machinery_types_them(string yaml, string json) => Assert.Equal(json, Json(yaml));

    [Fact]
    public void Only_the_first_document_is_read() => Assert.Equal("""{"a":1}""", Json("---\na: 1\n---\na: 2\n"));

    [Fact]
    public void Anchors_and_merge_keys_are_expanded() =>
        Assert.Equal("""{"base":{"x":1,"y":2},"copy":{"x":1,"y":2},"over":{"y":3,"x":1}}""", Json("base: &b {x: 1, y: 2}\ncopy: *b\nover:\n  <<: *b\n  y: 3\n"));

    [Fact]
    public void A_flow_mapping_that_looks_like_json_is_read_as_yaml() => Assert.Equal("""{"a":"b","c":[1,2]}""", Json("{a: b, c: [1, 2,],}"));

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "line 3", "twice")]
    [InlineData("{\"a\": 1,\n\"a\": 2}", "line 2", "")]
    public void Duplicate_keys_are_refused(string text, string line, string reason)
    {
        Assert.Null(Read(text, out var problem));
        Assert.Contains(line, problem, StringComparison.Ordinal);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&a [*a]")]
    [InlineData("- &a 1\n- &a [*a]\n")]
    [InlineData("a: &a\n  b: *a\n")]
    public void An_alias_inside_what_it_names_is_refused(string yaml)
    {
        Assert.Null(Read(yaml, out var problem));
        Assert.Contains("inside what it names", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_bomb_is_refused_quickly()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 20; i++)
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var watch = Stopwatch.StartNew();
        Assert.Null(Read(bomb.ToString(), out var problem));
        Assert.Contains("200,000", problem, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Aliases_cannot_nest_deeper_than_the_limit()
    {
        var deep = new StringBuilder("a0: &a0 [x]\n");
        for (var i = 1; i < 100; i++)
            deep.Append($"a{i}: &a{i} [*a{i - 1}]\n");
        Assert.Null(Read(deep.ToString(), out var problem));
        Assert.Contains("64 levels", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{\"a\":", "")]
    [InlineData("- ", "x")]
    [InlineData("x: [", "")]
    [InlineData("{a: ", "")]
    public void A_hundred_thousand_levels_are_refused(string level, string tail)
    {
        var text = level == "x: [" ? "x: " + new string('[', 100_000) : string.Concat(Enumerable.Repeat(level, 100_000)) + tail;
        Assert.Null(Read(text, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void Sixty_levels_are_read()
    {
        var text = "x: " + new string('[', 60) + new string(']', 60);
        Assert.NotNull(Read(text, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("- a\n", "")]
    [InlineData("[", "0,0]")]
    public void Too_many_nodes_are_refused(string start, string end)
    {
        var text = end.Length == 0
            ? string.Concat(Enumerable.Repeat(start, 200_001))
            : start + string.Concat(Enumerable.Repeat("0,", 200_001)) + end;
        Assert.Null(Read(text, out var problem));
        Assert.Contains("200,000", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_sixteen_mebibytes_are_refused()
    {
        Assert.Null(YamlReader.Read(new byte[(16 * 1024 * 1024) + 1], out var problem));
        Assert.Contains("16 MiB", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-8")]
    public void Byte_order_marks_are_understood(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var text in new[] { "kind: Config\nname: Größe\n", """{"kind":"Config","name":"Größe"}""" })
        {
            var node = YamlReader.Read(encoding.GetPreamble().Concat(encoding.GetBytes(text)).ToArray(), out var problem);
            Assert.Null(problem);
            Assert.Equal("Größe", node!["name"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("a: [1, 2\nb: {")]
    [InlineData("a: 'open")]
    [InlineData("\t- x: [")]
    [InlineData("? [a]\n: b")]
    [InlineData("*nothing")]
    [InlineData("{\"a\": \"\\ud800\"")]
    [InlineData("a: \"\\ud800\"")]
    [InlineData("%YAML 9.9\n---\na: 1")]
    [InlineData("a: b: c")]
    public void Malformed_text_is_a_problem(string text)
    {
        Assert.Null(Read(text, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void A_json_error_tells_its_line()
    {
        Assert.Null(Read("{\n \"a\": 1,\n \"b\": tru\n}\n\u0001", out var problem));
        Assert.Contains("line 3", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_in_json_is_not_left_for_later()
    {
        var node = Read("{\"\\ud800\": \"x\", \"b\": \"\\udc00\"}", out var problem);
        Assert.True(node is null ? problem is not null : node.AsObject().All(p => p.Value!.GetValueKind() == JsonValueKind.String));
    }

    [Fact]
    public void Empty_text_is_the_null_document()
    {
        Assert.Null(Read("", out var problem));
        Assert.Null(problem);
    }
}
