using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Act.Approval;
using Certrot.Approval;
using Certrot.Collect.Approval;
using Certrot.TestKit;
using Certrot.TestKit.Attacks;
using Certrot.TestKit.Scenarios;

namespace Certrot.Act.Tests.Approval;

/// <summary>What goes over the wire when a CSR is decided, and what becomes of it.</summary>
public sealed class CsrWriterTests
{
    private static readonly CsrBuilder sound = CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11"));

    // Loopback is nobody's, ever; an address that no Node has may be one's in a minute.
    private static readonly CsrBuilder wrong = CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "127.0.0.1")), early = CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.77"));

    [Fact]
    public async Task What_the_policy_does_not_approve_cannot_be_approved()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var api = cluster.Client();
        var writer = new CsrWriter(api, TimeProvider.System);
        foreach (var csr in new[] { wrong, early, CsrBuilder.Serving("worker-55").With(KubeletRequest.Serving("worker-55", "worker-55")), sound with { SignerName = "example.com/other" } })
        {
            var review = Reviews.Of(csr);
            Assert.NotEqual(Decision.Approve, review.Verdict.Decision);
            await Assert.ThrowsAsync<ArgumentException>(() => writer.WriteAsync(Item(csr), review, deny: false, dryRun: false, TestContext.Current.CancellationToken));
        }

        Assert.Empty(cluster.Writes);
    }

    [Fact]
    public async Task What_may_be_right_later_cannot_be_denied()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var api = cluster.Client();
        var writer = new CsrWriter(api, TimeProvider.System);
        foreach (var csr in new[] { sound, early, CsrBuilder.Serving("worker-55").With(KubeletRequest.Serving("worker-55", "worker-55")) })
            await Assert.ThrowsAsync<ArgumentException>(() => writer.WriteAsync(Item(csr), Reviews.Of(csr), deny: true, dryRun: false, TestContext.Current.CancellationToken));

        Assert.Empty(cluster.Writes);
    }

    [Fact]
    public async Task No_attack_of_the_suite_can_be_approved()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var api = cluster.Client();
        var writer = new CsrWriter(api, TimeProvider.System);
        foreach (var attack in AttackSuite.All)
        {
            var request = AttackedCluster.Case(attack);
            await Assert.ThrowsAsync<ArgumentException>(() => writer.WriteAsync(JsonSerializer.SerializeToElement(attack.Csr), new CsrReview(request, ApprovalJudge.Decide(request)), deny: false, dryRun: false, TestContext.Current.CancellationToken));
        }

        Assert.Empty(cluster.Writes);
    }

    [Theory]
    [InlineData(false, "Approved", "CertrotApproved")]
    [InlineData(true, "Denied", "CertrotDenied")]
    public async Task The_object_goes_back_as_it_was_judged_with_one_condition_more(bool deny, string type, string reason)
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var api = cluster.Client();
        var csr = deny ? wrong : sound;
        var review = Reviews.Of(csr);
        await new CsrWriter(api, new FixedClock(AttackedCluster.Now)).WriteAsync(Item(csr), review, deny, dryRun: false, TestContext.Current.CancellationToken);

        var call = Assert.Single(cluster.Writes);
        Assert.Equal(("PUT", CsrReviewer.Path + "/csr-1/approval", ""), (call.Method, call.Path, call.Query));
        Assert.Equal(("6f1c2a7e-0000-4000-8000-000000000001", "4711"), (call.Body["metadata"]!["uid"]!.ToString(), call.Body["metadata"]!["resourceVersion"]!.ToString()));
        Assert.True(JsonNode.DeepEquals(csr.Build()["spec"], call.Body["spec"]));
        var condition = (JsonObject)Assert.Single(call.Body["status"]!["conditions"]!.AsArray())!;
        Assert.Equal((type, "True", reason, "2026-11-23T12:00:00Z"), (condition["type"]!.ToString(), condition["status"]!.ToString(), condition["reason"]!.ToString(), condition["lastUpdateTime"]!.ToString()));
        Assert.StartsWith($"policy {AttackedCluster.Policy.Title}: {(deny ? review.Verdict.Rule + ": " : "worker-1 (Node status)")}", condition["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(409, WriteOutcome.Conflict)]
    [InlineData(404, WriteOutcome.Gone)]
    [InlineData(403, WriteOutcome.Failed)]
    [InlineData(500, WriteOutcome.Failed)]
    [InlineData(503, WriteOutcome.Failed)]
    [InlineData(0, WriteOutcome.Failed)]
    public async Task What_the_server_answers_is_told_and_nothing_is_sent_twice(int code, object outcome)
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Before = context => code == 0 ? Task.FromResult(FakeCluster.Cut(context)) : FakeCluster.StatusAsync(context, code, "Reason", "the server's own words");
        using var api = cluster.Client();

        var (found, problem) = await new CsrWriter(api, TimeProvider.System).WriteAsync(Item(sound), Reviews.Of(sound), deny: false, dryRun: false, TestContext.Current.CancellationToken);

        Assert.Equal(outcome, found);
        if (code > 0) Assert.Equal("the server's own words", problem);
        Assert.NotNull(problem);
        Assert.Single(cluster.Writes);
    }

    [Fact]
    public async Task A_dry_run_is_one_of_the_server()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.PutCsr("csr-1", sound);
        using var api = cluster.Client();
        var item = cluster.Find(CsrReviewer.Path, "csr-1")!;
        var request = AttackedCluster.Case(item);

        var (outcome, problem) = await new CsrWriter(api, TimeProvider.System).WriteAsync(JsonSerializer.SerializeToElement(item), new CsrReview(request, ApprovalJudge.Decide(request)), deny: false, dryRun: true, TestContext.Current.CancellationToken);

        Assert.Equal((WriteOutcome.Written, null), (outcome, problem));
        Assert.Equal("?dryRun=All", Assert.Single(cluster.Writes).Query);
        Assert.Equal("", cluster.Conditions("csr-1"));
    }

    [Theory]
    [InlineData("uid")]
    [InlineData("resourceVersion")]
    public async Task Without_uid_and_resourceVersion_nothing_is_sent(string field)
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var api = cluster.Client();
        var item = sound.Build();
        item["metadata"]!.AsObject().Remove(field);
        var request = AttackedCluster.Case(item);

        var (outcome, problem) = await new CsrWriter(api, TimeProvider.System).WriteAsync(JsonSerializer.SerializeToElement(item), new CsrReview(request, ApprovalJudge.Decide(request)), deny: false, dryRun: false, TestContext.Current.CancellationToken);

        Assert.Equal((WriteOutcome.Failed, "the CSR has no resourceVersion or no uid: it cannot be told from another of its name"), (outcome, problem));
        Assert.Empty(cluster.Writes);
    }

    private static JsonElement Item(CsrBuilder csr) => JsonSerializer.SerializeToElement(csr.Build());
}
