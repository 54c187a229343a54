using System.Text.Json.Nodes;
using Certrot.Act.Approval;
using Certrot.Approval;
using Certrot.TestKit;

namespace Certrot.Act.Tests.Approval;

/// <summary>What the audit log must be worth: one whole line for each decision, and never a line less than before.</summary>
public sealed class AuditLogTests : IDisposable
{
    private static readonly CsrReview review = Reviews.Of(CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11")));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("certrot-audit-");

    private string File => Path.Combine(folder.FullName, "audit.log");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_line_tells_who_decided_what_by_what()
    {
        using (var log = AuditLog.Open(File, "replica-1")) log.Decided(review, "approve");

        var line = Assert.Single(Lines());
        Assert.Equal(
            ["by", "event", "action", "name", "uid", "createdAt", "condition", "signer", "username", "groups", "usages", "node", "request", "policy", "decidedAt", "decision", "rule", "reason", "mayDeny", "known", "rules"],
            line.Select(f => f.Key));
        Assert.Equal(("replica-1", "decision", "approve", "csr-1", "approve", "all"), (Text(line, "by"), Text(line, "event"), Text(line, "action"), Text(line, "name"), Text(line, "decision"), Text(line, "rule")));
        Assert.Equal(ApprovalJudge.Rules.Select(r => r.Id), line["rules"]!.AsArray().Select(r => r!["id"]!.ToString()));
    }

    [Fact]
    public void What_was_not_written_is_a_line_of_its_own()
    {
        using (var log = AuditLog.Open(File, "replica-1")) log.NotWritten(review, WriteOutcome.Conflict, "the object has been modified");

        Assert.Equal("""{"by":"replica-1","event":"not-written","name":"csr-1","uid":"6f1c2a7e-0000-4000-8000-000000000001","outcome":"conflict","problem":"the object has been modified"}""", Assert.Single(Lines()).ToJsonString());
    }

    [Fact]
    public void What_is_there_stays()
    {
        System.IO.File.WriteAllText(File, "{\"old\":1}\n");
        for (var i = 0; i < 2; i++)
        {
            using var log = AuditLog.Open(File, "replica-1");
            log.Decided(review, "approve");
        }

        Assert.Equal(3, Lines().Count);
        Assert.True(Lines()[0].ContainsKey("old"));
    }

    [Fact]
    public void Many_writers_give_whole_lines()
    {
        using (var log = AuditLog.Open(File, "a")) Parallel.For(0, 1000, i => log.Decided(review, i.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(1000, Lines().Select(l => Text(l, "action")).Distinct().Count());
    }

    [Fact]
    public void Two_logs_on_one_file_do_not_overwrite_each_other()
    {
        using var a = AuditLog.Open(File, "a");
        using var b = AuditLog.Open(File, "b");
        for (var i = 0; i < 100; i++) (i % 2 == 0 ? a : b).Decided(review, i.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(100, Lines().Select(l => Text(l, "action")).Distinct().Count());
    }

    [Fact]
    public void A_file_that_is_truncated_by_rotation_goes_on_at_its_beginning()
    {
        using var log = AuditLog.Open(File, "a");
        log.Decided(review, "approve");
        System.IO.File.WriteAllText(File, "");
        log.Decided(review, "deny");

        Assert.Equal("deny", Text(Assert.Single(Lines()), "action"));
    }

    [Fact]
    public void A_line_is_in_the_file_when_the_call_returns()
    {
        using var log = AuditLog.Open(File, "a");
        log.Decided(review, "approve");

        Assert.Single(Lines());
    }

    [Fact]
    public void A_name_with_a_line_feed_stays_in_its_line()
    {
        using (var log = AuditLog.Open(File, "a\nb")) log.NotWritten(review, WriteOutcome.Failed, "one\ntwo\u2028three");

        Assert.Equal("one\ntwo\u2028three", Text(Assert.Single(Lines()), "problem"));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_an_error()
    {
        Assert.ThrowsAny<IOException>(() => AuditLog.Open(Path.Combine(folder.FullName, "none", "audit.log"), "a"));
        if (!System.IO.File.Exists("/dev/full")) Assert.Skip("/dev/full is of Linux");
        var log = AuditLog.Open("/dev/full", "a");
        Assert.Throws<IOException>(() => log.Decided(review, "approve"));
        Assert.Throws<IOException>(() => log.NotWritten(review, WriteOutcome.Failed, "x"));
    }

    private static string Text(JsonObject line, string field) => line[field]!.ToString();

    private List<JsonObject> Lines()
    {
        using var reader = new StreamReader(new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(l => (JsonObject)JsonNode.Parse(l)!)];
    }
}
