using Certrot.Act.Approval;
using Certrot.Act.Repair;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Approval.Policy;
using Certrot.Evidence;
using Certrot.Repair;
using Certrot.TestKit.Scenarios;
using Microsoft.AspNetCore.Http;

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
    public async Task Evidence_that_cannot_be_collected_for_a_while_is_waited_for()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var looks = 0;
        var run = Run(Missing(), () => ++looks switch
        {
            1 => throw new ApiException("dial tcp 10.0.0.10:6443: connect: connection refused"),
            2 => throw new ClientConfigException("dial tcp 10.0.0.10:6443: connect: connection refused"),
            _ => Missing(),
        });

        var outcome = Assert.Single(await RunAsync(cluster, new TestTalk(_ => RepairAnswer.Go), run));

        Assert.Contains($"{Binding} is not listed, after 60 s", outcome.Text, StringComparison.Ordinal);
        Assert.True(looks > 3, $"{looks}");
    }

    [Fact]
    public async Task A_token_that_cannot_be_deleted_is_told_with_its_end_and_how_to_delete_it()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Before = context => VersionAsync(context, () => FakeCluster.Cut(context));
        var run = new RepairRun(Cut().Read(), _ => Task.FromResult(Cut().Read()), _ => throw new RepairException("worker-1 does not answer"));

        var outcome = Assert.Single(await RunAsync(cluster, new TestTalk(_ => RepairAnswer.Go), run));

        Assert.Contains("worker-1 does not answer", outcome.Text, StringComparison.Ordinal);
        Assert.Matches(@"^the token [a-z0-9]{6} is not deleted, and ends by itself at \d\d:\d\d UTC \(kubectl -n kube-system delete secret bootstrap-token-[a-z0-9]{6}\): ", Assert.Single(outcome.Left));
        Assert.True(cluster.Writes.Count(w => w.Method == "DELETE") >= 10);
    }

    [Fact]
    public async Task A_token_is_deleted_as_soon_as_the_API_server_answers_again()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var tries = 0;
        cluster.Before = context => VersionAsync(context, () => ++tries < 4 && FakeCluster.Cut(context));
        var run = new RepairRun(Cut().Read(), _ => Task.FromResult(Cut().Read()), _ => throw new RepairException("worker-1 does not answer"));

        var outcome = Assert.Single(await RunAsync(cluster, new TestTalk(_ => RepairAnswer.Go), run));

        Assert.Empty(outcome.Left);
        Assert.Equal(["POST", "DELETE", "DELETE", "DELETE", "DELETE"], cluster.Writes.Select(w => w.Method));
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

    /// <summary>Answers what tells the API server's time; a DELETE as the test wants it.</summary>
    private static async Task<bool> VersionAsync(HttpContext context, Func<bool> delete)
    {
        if (context.Request.Method == "DELETE") return delete();
        if (context.Request.Path != "/version") return false;
        await context.Response.WriteAsync("{}");
        return true;
    }

    private void Heard(string line)
    {
        if (line.StartsWith("audit: ", StringComparison.Ordinal)) audit.Add(line.Split(": ")[2]);
    }

    private static RepairRun Run(NodeScenario before, Func<NodeScenario> now) => new(before.Read(), _ => Task.FromResult(Read(now())), null);

    private static NodeEvidence Read(NodeScenario scenario) => scenario.Read();

    /// <summary>A node whose certificate has ended, and which has nothing to ask for a new one with.</summary>
    private static NodeScenario Cut()
    {
        var s = new NodeScenario();
        var end = s.Now.AddHours(-3);
        s.Client = s.Ca.IssueKubeletClient(s.Node, end.AddDays(-365), end);
        s.NodeLostSince(end);
        s.Process!["running"] = false;
        s.KubeletLog.Clear();
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromMinutes(1), "bootstrap.go:265", $"part of the existing bootstrap client certificate is expired: {end:yyyy-MM-dd HH:mm:ss} +0000 UTC"));
        s.KubeletLog.Add(s.Klog('F', TimeSpan.FromMinutes(1), "server.go:269", "failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"));
        return s;
    }

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
