using Certrot.Act.Approval;
using Certrot.Act.Repair;
using Certrot.Approval.Policy;
using Certrot.Evidence;
using Certrot.TestKit.Scenarios;

namespace Certrot.Act.Tests.Repair;

/// <summary>What becomes of a plan where something goes wrong: nothing that was changed stays.</summary>
public sealed class RepairRunnerTests
{
    private const string Binding = "kubeadm:node-autoapprove-certificate-rotation";

    private readonly List<string> audit = [];

    [Fact]
    public async Task Whoever_stops_before_the_first_step_has_changed_nothing()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var talk = new TestTalk(_ => RepairAnswer.Stop);

        var outcome = Assert.Single(await RunAsync(cluster, talk, Run(Missing(), Missing)));

        Assert.False(outcome.Repaired);
        Assert.Empty(cluster.Writes);
        Assert.Empty(audit);
        Assert.Single(talk.Asked);
    }

    [Fact]
    public async Task A_binding_that_the_evidence_never_shows_is_deleted_again()
    {
        await using var cluster = await FakeCluster.StartAsync();

        var outcome = Assert.Single(await RunAsync(cluster, new TestTalk(_ => RepairAnswer.Go), Run(Missing(), Missing)));

        Assert.False(outcome.Repaired);
        Assert.Contains($"{Binding} is not listed, after 60 s", outcome.Text, StringComparison.Ordinal);
        Assert.Empty(outcome.Left);
        Assert.Equal(["POST", "DELETE"], cluster.Writes.Select(w => w.Method));
        Assert.Null(cluster.Find(FakeCluster.Bindings, Binding));
        Assert.Equal(["begin", "failed", "taken-back"], audit);
    }

    [Fact]
    public async Task A_binding_of_that_name_that_somebody_made_meanwhile_stays()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.AfterWrite = context =>
        {
            if (context.Request.Method != "POST") return Task.FromResult(false);
            var other = cluster.Find(FakeCluster.Bindings, Binding)!;
            other["metadata"]!["uid"] = "uid-other";
            cluster.Put(FakeCluster.Bindings, other);
            return Task.FromResult(false);
        };

        await RunAsync(cluster, new TestTalk(_ => RepairAnswer.Go), Run(Missing(), Missing));

        Assert.Equal("uid-other", cluster.Find(FakeCluster.Bindings, Binding)!["metadata"]!["uid"]!.ToString());
    }

    [Fact]
    public async Task Cancelled_in_the_middle_it_is_taken_back()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var stop = new CancellationTokenSource();
        var run = Run(Missing(), () =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(cluster, new TestTalk(_ => RepairAnswer.Go), stop.Token, run));

        Assert.Null(cluster.Find(FakeCluster.Bindings, Binding));
        Assert.Equal("it was cancelled", run.Outcome!.Text);
    }

    [Fact]
    public async Task Also_a_defect_leaves_nothing_half_repaired()
    {
        await using var cluster = await FakeCluster.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(cluster, new TestTalk(_ => RepairAnswer.Go), Run(Missing(), () => throw new InvalidOperationException("a defect"))));

        Assert.Null(cluster.Find(FakeCluster.Bindings, Binding));
    }

    [Fact]
    public async Task Without_its_audit_line_nothing_is_changed()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var log = new AuditLog(new FullDisk(), "test");

        var outcome = Assert.Single(await RunAsync(cluster, new TestTalk(_ => RepairAnswer.Go), log, TestContext.Current.CancellationToken, Run(Missing(), Missing)));

        Assert.Contains("No space left on device", outcome.Text, StringComparison.Ordinal);
        Assert.Empty(cluster.Writes);
    }

    [Fact]
    public async Task What_several_nodes_need_is_done_once_and_stopping_ends_all()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var talk = new TestTalk(number => number == 1 ? RepairAnswer.Go : RepairAnswer.Stop);
        var runs = Enumerable.Range(1, 2).Select(_ => Run(Missing(), () => Missing().With(s => s.Bindings.AddRange(new NodeScenario().Bindings.Where(b => (string?)b["metadata"]!["name"] == Binding))))).ToArray();

        var outcomes = await RunAsync(cluster, talk, runs);

        Assert.All(outcomes, o => Assert.False(o.Repaired));
        Assert.Equal(2, talk.Asked.Count);
        Assert.Equal(["POST", "DELETE"], cluster.Writes.Select(w => w.Method));
    }

    private Task<IReadOnlyList<RepairOutcome>> RunAsync(FakeCluster cluster, TestTalk talk, params RepairRun[] runs) => RunAsync(cluster, talk, null, TestContext.Current.CancellationToken, runs);

    private Task<IReadOnlyList<RepairOutcome>> RunAsync(FakeCluster cluster, TestTalk talk, CancellationToken cancellation, params RepairRun[] runs) => RunAsync(cluster, talk, null, cancellation, runs);

    private async Task<IReadOnlyList<RepairOutcome>> RunAsync(FakeCluster cluster, TestTalk talk, AuditLog? log, CancellationToken cancellation, params RepairRun[] runs)
    {
        var clock = new FastClock();
        using var api = cluster.Client(clock);
        return await new RepairRunner(api, null, ApprovalPolicy.Default, talk, new RepairAudit(Heard, log, clock), clock).RunAsync(runs, cancellation);
    }

    private void Heard(string line)
    {
        if (line.StartsWith("audit: ", StringComparison.Ordinal)) audit.Add(line.Split(": ")[2]);
    }

    private static RepairRun Run(NodeScenario before, Func<NodeScenario> now) => new(before.Read(), _ => Task.FromResult(Read(now())), null);

    private static NodeEvidence Read(NodeScenario scenario) => scenario.Read();

    /// <summary>A node whose renewal nobody approves.</summary>
    private static NodeScenario Missing()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-4m2xq", client: true, TimeSpan.FromMinutes(9));
        s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == Binding);
        return s;
    }
}
