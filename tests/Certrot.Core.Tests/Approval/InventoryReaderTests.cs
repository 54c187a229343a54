using System.Diagnostics;
using System.Net;
using System.Text;
using Certrot.Approval.Facts;
using Certrot.Approval.Policy;

namespace Certrot.Core.Tests.Approval;

public sealed class InventoryReaderTests
{
    [Fact]
    public void Nodes_are_read_with_their_names_addresses_and_times()
    {
        var inventory = Sound("""
            # rack 1
            worker-1 10.0.0.1, 2001:db8::1	worker-1.example.com   # replaced in May

            worker-2
            worker-3,10.0.0.3,joins-from=2027-01-31T08:00:00Z,joins-until=2027-01-31T12:00+02:00
            """);

        Assert.Equal(["worker-1", "worker-2", "worker-3"], inventory.Entries.Select(e => e.Node));
        Assert.Equal([2, 4, 5], inventory.Entries.Select(e => e.Line));
        Assert.Equal(Names("worker-1", "10.0.0.1", "2001:db8::1", "worker-1.example.com"), inventory.Find("worker-1")!.Names);
        Assert.Equal(Names("worker-2"), inventory.Find("worker-2")!.Names);
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 8, 0, 0, TimeSpan.Zero), inventory.Find("worker-3")!.JoinsFrom);
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 10, 0, 0, TimeSpan.Zero), inventory.Find("worker-3")!.JoinsUntil);
        Assert.Null(inventory.Find("worker-4"));
    }

    [Fact]
    public void An_owner_is_found_by_value()
    {
        var inventory = Sound("worker-1 10.0.0.1 Alias.Example.COM ::ffff:10.0.0.9 2001:DB8:0::1");

        Assert.Equal("worker-1", inventory.Owner(AltName.OfDns("ALIAS.example.com."))!.Node);
        Assert.Equal("worker-1", inventory.Owner(AltName.OfDns("worker-1"))!.Node);
        Assert.Equal("worker-1", inventory.Owner(AltName.Of(IPAddress.Parse("10.0.0.9")))!.Node);
        Assert.Equal("worker-1", inventory.Owner(AltName.Of(IPAddress.Parse("::ffff:10.0.0.1")))!.Node);
        Assert.Equal("worker-1", inventory.Owner(AltName.Of(IPAddress.Parse("2001:db8::1")))!.Node);
        Assert.Null(inventory.Owner(AltName.OfDns("10.0.0.1")));
    }

    [Theory]
    [InlineData("\uFEFFworker-1 10.0.0.1\nworker-2 10.0.0.2\n")]
    [InlineData("worker-1 10.0.0.1\r\nworker-2 10.0.0.2\r\n")]
    [InlineData("worker-1 10.0.0.1\nworker-2 10.0.0.2")]
    [InlineData("\uFEFFworker-1,10.0.0.1\r\n\tworker-2\t10.0.0.2 10.0.0.2 worker-2")]
    public void Other_line_ends_and_separators_are_read(string text) => Assert.Equal(["worker-1", "worker-2"], Sound(text).Entries.Select(e => e.Node));

    [Theory]
    [InlineData("", "1: the inventory names no node: an empty list would only seem to protect")]
    [InlineData("# worker-1 10.0.0.1\n\n", "1: the inventory names no node: an empty list would only seem to protect")]
    [InlineData("worker-1\nWorker-2\n", "2: \"Worker-2\" is no node name: lower-case letters, digits, - and ., 253 characters at most")]
    [InlineData("10.0.0.1/24\n", "1: \"10.0.0.1/24\" is no node name: lower-case letters, digits, - and ., 253 characters at most")]
    [InlineData("worker-1\u200e\n", "1: \"worker-1\\u{200E}\" is no node name: lower-case letters, digits, - and ., 253 characters at most")]
    [InlineData("worker-1 10.0.0.0/24\n", "1: \"10.0.0.0/24\" is neither an address nor a DNS name")]
    [InlineData("worker-1 *.example.com\n", "1: \"*.example.com\" is neither an address nor a DNS name")]
    [InlineData("worker-1 fe80::zz\n", "1: \"fe80::zz\" is neither an address nor a DNS name")]
    [InlineData("worker-1 10.0.0.300\n", "1: \"10.0.0.300\" is neither an address nor a DNS name")]
    [InlineData("worker-1 10.0.0\n", "1: \"10.0.0\" is neither an address nor a DNS name")]
    [InlineData("worker-1 010.0.0.1\n", "1: \"010.0.0.1\" is neither an address nor a DNS name")]
    [InlineData("worker-1 joined=2027-01-31T08:00:00Z\n", "1: \"joined\" is neither joins-from nor joins-until")]
    [InlineData("worker-1 joins-from=tomorrow\n", "1: joins-from=\"tomorrow\" is no time: write 2027-01-31T08:00:00Z")]
    [InlineData("worker-1 joins-from=2027-01-31T08:00:00\n", "1: joins-from=\"2027-01-31T08:00:00\" is no time: write 2027-01-31T08:00:00Z")]
    [InlineData("worker-1 joins-until=2027-02-30T08:00:00Z\n", "1: joins-until=\"2027-02-30T08:00:00Z\" is no time: write 2027-01-31T08:00:00Z")]
    [InlineData("worker-1 joins-from=2027-01-31T08:00:00Z joins-until=2027-01-31T08:00:00Z\n", "1: node worker-1 joins from 2027-01-31T08:00:00Z, which is not before its end")]
    [InlineData("worker-1\n\nworker-1 10.0.0.1\n", "3: node worker-1 stands in line 1 already")]
    [InlineData("worker-1 10.0.0.1\nworker-2 10.0.0.1\n", "2: 10.0.0.1 is given to node worker-1 in line 1, and here to worker-2")]
    [InlineData("worker-1 10.0.0.1\nworker-2 ::ffff:10.0.0.1\n", "2: 10.0.0.1 is given to node worker-1 in line 1, and here to worker-2")]
    [InlineData("worker-1 worker-2\nworker-2 10.0.0.2\n", "2: worker-2 is given to node worker-1 in line 1, and here to worker-2")]
    [InlineData("a B.example.com\nb b.EXAMPLE.com\nc b.example.com.\n", "2: b.example.com is given to node a in line 1, and here to b|3: b.example.com is given to node a in line 1, and here to c")]
    [InlineData("worker-1 10.0.0.1\rworker-2 10.0.0.2", "1: \"10.0.0.1\\u{D}worker-2\" is neither an address nor a DNS name")]
    public void What_is_wrong_is_told_with_its_line(string text, string expected)
    {
        Assert.Null(Read(Encoding.UTF8.GetBytes(text), out var problems));
        Assert.Equal(expected.Split('|').Select(p => "nodes.txt:" + p), problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told()
    {
        Assert.Null(Read([0xFF, 0xFE, 0x77, 0x00, 0x31, 0x00], out var problems));
        Assert.Equal("nodes.txt:1: \"\\u{FFFD}\\u{FFFD}w\\u{0}1\\u{0}\" is no node name: lower-case letters, digits, - and ., 253 characters at most", Assert.Single(problems).ToString());
    }

    [Fact]
    public void A_hundred_thousand_lines_are_read_at_once()
    {
        var watch = Stopwatch.StartNew();
        var inventory = Sound(string.Concat(Enumerable.Range(0, 100_000).Select(i => Line(i, i))));

        Assert.Equal(100_000, inventory.Entries.Count);
        Assert.Equal("node-99999", inventory.Owner(AltName.OfDns("node-99999.example.com"))!.Node);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void Many_problems_are_told_in_part()
    {
        var watch = Stopwatch.StartNew();
        // Every hundredth line has the address of the one before it.
        Assert.Null(Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100_000).Select(i => Line(i, i % 100 == 99 ? i - 1 : i)))), out var problems));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        Assert.Equal(21, problems.Count);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => i * 100), problems.Take(20).Select(p => p.Line));
        Assert.Equal("nodes.txt:100: 10.0.0.98 is given to node node-98 in line 99, and here to node-99", problems[0].ToString());
        Assert.Equal((100_001, "980 more problems in this file"), (problems[20].Line, problems[20].Text));
    }

    private static string Line(int node, int address) => $"node-{node} 10.{address >> 16}.{(address >> 8) & 255}.{address & 255} node-{node}.example.com\n";

    private static HashSet<AltName> Names(params string[] names) => [.. names.Select(AltName.Parse)];

    private static NodeInventory? Read(byte[] utf8, out List<PolicyProblem> problems)
    {
        problems = [];
        return InventoryReader.Read(utf8, "nodes.txt", problems);
    }

    private static NodeInventory Sound(string text)
    {
        var inventory = Read(Encoding.UTF8.GetBytes(text), out var problems);
        Assert.Empty(problems);
        return inventory!;
    }
}
