using System.IO.Compression;
using System.Text;
using Certrot.Text;

namespace Certrot.Core.Tests.Text;

public sealed class JsonItemReaderTests
{
    private static (List<(string Json, int Line)> Items, string? Problem) Read(Stream stream)
    {
        var items = new List<(string, int)>();
        var all = JsonItemReader.ReadItems(stream, (item, line) => items.Add((item.GetRawText(), line)), out var problem);
        Assert.Equal(problem is null, all);
        return (items, problem);
    }

    private static (List<(string Json, int Line)> Items, string? Problem) Read(string text) => Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("""{"kind":"List","items":[1,{"a":"}]"},"x"]}""", "1|{\"a\":\"}]\"}|\"x\"")]
    [InlineData("""[ {"a":[[]]} , null ]""", "{\"a\":[[]]}|null")]
    [InlineData("""{"kind":"Node","a":{"items":[1]}}""", """{"kind":"Node","a":{"items":[1]}}""")]
    [InlineData("""{"a":"\\\"","b":"\\"}""", """{"a":"\\\"","b":"\\"}""")]
    [InlineData("""{"items":[],"kind":"List"}""", "")]
    [InlineData("""{"items":null,"kind":"NodeList"}""", "")]
    [InlineData("""{"kind":"NodeList"}""", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "{}")]
    [InlineData("kind: List\nitems:\n- a: 1\n- b\n", "{\"a\":1}|\"b\"")]
    [InlineData("- 1\n- x: z\n", "1|{\"x\":\"z\"}")]
    [InlineData("kind: Node\na: 1\n", """{"kind":"Node","a":1}""")]
    [InlineData("kind: NodeList\nitems: []\n", "")]
    public void Items_are_found(string text, string items)
    {
        var read = Read(text);
        Assert.Null(read.Problem);
        Assert.Equal(items, string.Join('|', read.Items.Select(i => i.Json)));
    }

    [Fact]
    public void Lines_are_counted_for_json_and_yaml()
    {
        Assert.Equal([3, 6], Read("{\n \"items\": [\n  {\n   \"a\": 1\n  },\n  {}\n ]\n}").Items.Select(i => i.Line));
        Assert.Equal([3, 5], Read("kind: List\nitems:\n- a: 1\n  b: 2\n- c: 3\n").Items.Select(i => i.Line));
    }

    [Fact]
    public void What_was_read_before_the_text_ends_stays_read()
    {
        var read = Read("{\"items\":[\n{\"a\":1},\n{\"a\":2},\n{\"a\":");
        Assert.Equal(["{\"a\":1}", "{\"a\":2}"], read.Items.Select(i => i.Json));
        Assert.Equal("ends too early, at line 4: the 2 items before are kept", read.Problem);
    }

    [Fact]
    public void Every_truncation_keeps_the_items_before_it()
    {
        const string text = "{\"kind\":\"List\",\"items\":[{\"a\":\"\\\"x\"},{\"b\":[1,2]},\"c\"],\"metadata\":{}}";
        for (var length = 1; length < text.Length; length++)
        {
            var read = Read(text[..length]);
            Assert.NotNull(read.Problem);
            var complete = new[] { "{\"a\":\"\\\"x\"}", "{\"b\":[1,2]}", "\"c\"" }.Count(i => text.IndexOf(i, StringComparison.Ordinal) + i.Length <= length);
            Assert.Equal(complete, read.Items.Count);
        }
    }

    [Fact]
    public void A_broken_item_does_not_take_the_others_with_it()
    {
        var read = Read("{\"items\":[\n{\"a\":1},\n{\"a\":\n tru},\n{\"a\":3}]}");
        Assert.Equal(["{\"a\":1}", "{\"a\":3}"], read.Items.Select(i => i.Json));
        Assert.Contains("line 4", read.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"items\":[{}{}]}")]
    [InlineData("{\"items\":[{},]}")]
    [InlineData("{\"items\":[{}}")]
    [InlineData("{\"items\" [{}]}")]
    [InlineData("{\"items\":[{}],}")]
    [InlineData("[{},\u0001]")]
    public void Broken_structure_is_a_problem_with_a_line(string text)
    {
        var read = Read(text);
        Assert.Contains("line 1", read.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_behind_the_list_is_told() =>
        Assert.Contains("goes on behind the end of the list, at line 2", Read("{\"items\":[1]}\n{\"items\":[2]}").Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    public void An_empty_file_is_told(string text) => Assert.Equal("is empty", Read(text).Problem);

    [Fact]
    public void An_error_message_in_place_of_a_list_is_quoted() =>
        Assert.Contains("Error from server", Read("Error from server (Forbidden)\n").Problem, StringComparison.Ordinal);

    [Fact]
    public void A_hundred_thousand_levels_in_an_item_leave_the_others()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);
        var read = Read($"[1,{deep},2]");
        Assert.Equal(["1", "2"], read.Items.Select(i => i.Json));
        Assert.Contains("64", read.Problem, StringComparison.Ordinal);
        Assert.NotNull(Read(new string('[', 100_000)).Problem);
        Assert.NotNull(Read(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))).Problem);
    }

    [Fact]
    public void An_item_of_more_than_eight_mebibytes_is_left_out()
    {
        var read = Read($"[1,\n{{\"a\":\"{new string('x', 9 * 1024 * 1024)}\"}},\n{{\"b\":\"{new string('y', 7 * 1024 * 1024)}\"}},\n3]");
        Assert.Equal(3, read.Items.Count);
        Assert.Equal([1, 3, 4], read.Items.Select(i => i.Line));
        Assert.Contains("line 2: it is larger than 8 MiB", read.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-8", true)]
    public void Encodings_of_other_shells_are_understood(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = "{\"items\":[" + string.Join(",\n", Enumerable.Range(0, 20_000).Select(i => $"\"größe-😀-{i}\"")) + "]}";
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        var read = Read(new OneByteStream(bytes));
        Assert.Null(read.Problem);
        Assert.Equal(20_000, read.Items.Count);
        Assert.Equal(("\"größe-😀-19999\"", 20_000), read.Items[^1]);
    }

    [Fact]
    public void Broken_compression_keeps_what_came_before()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes("[" + string.Join(",\n", Enumerable.Range(0, 100_000)) + "]"));
        var bytes = packed.ToArray();
        bytes.AsSpan(bytes.Length / 2, 4096).Fill(0xFF);
        bytes.AsSpan(bytes.Length * 3 / 4).Fill(0x07);
        using var broken = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var read = Read(broken);
        Assert.NotEmpty(read.Items);
        Assert.NotNull(read.Problem);
    }

    [Fact]
    public void Cancellation_is_obeyed()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => JsonItemReader.ReadItems(new MemoryStream([1]), (_, _) => { }, out _, source.Token));
    }

    /// <summary>Gives little at a time, as a network does.</summary>
    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);
    }
}
