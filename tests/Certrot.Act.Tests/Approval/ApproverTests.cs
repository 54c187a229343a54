using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Certrot.Act.Tests.Leadership;
using Certrot.Collect.Approval;
using Certrot.TestKit;
using Microsoft.AspNetCore.Http;

namespace Certrot.Act.Tests.Approval;

/// <summary>The approver against an API server that fails in every way that a real one does.</summary>
public sealed class ApproverTests
{
    private static readonly string[] own = ["worker-1", "10.0.0.11"];

    [Fact]
    public async Task What_the_policy_lets_pass_is_approved_told_and_counted()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var approver = RunningApprover.Start(cluster);
        cluster.PutServing("csr-1", "worker-1", own);

        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved", "approval");
        await Wait.UntilAsync(() => cluster.Writes.Count(w => w.Path == FakeCluster.Events) == 2, "events on the CSR and on the Node");

        Assert.Equal("decision:approve", approver.AuditOf("csr-1"));
        Assert.Contains("certrot_approver_decisions_total{signer=\"kubernetes.io/kubelet-serving\",result=\"approved\",rule=\"all\"} 1\n", approver.Metrics.Write(approver.Approver.State), StringComparison.Ordinal);
        Assert.Equal((null, 0, true), (approver.Approver.State.NotReady, approver.Approver.State.Queued, approver.Approver.State.IsLeader));
        Assert.All(approver.Approver.State.Pending, p => Assert.Equal(0, p.Count));
    }

    [Fact]
    public async Task A_CSR_that_changed_meanwhile_is_decided_as_it_is_now()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var puts = 0;
        cluster.Before = context =>
        {
            // Somebody labels the CSR between the reading and the writing.
            if (IsApproval(context) && Interlocked.Increment(ref puts) == 1)
            {
                var csr = cluster.Find(CsrReviewer.Path, "csr-1")!;
                csr["metadata"]!["labels"] = new JsonObject { ["seen"] = "yes" };
                cluster.Put(CsrReviewer.Path, csr);
            }

            return Task.FromResult(false);
        };
        await using var approver = RunningApprover.Start(cluster);
        cluster.PutServing("csr-1", "worker-1", own);

        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved", "approval");
        // The newer object may be decided before the line on the older one is written.
        await Wait.UntilAsync(() => approver.AuditOf("csr-1").Contains("not-written:conflict", StringComparison.Ordinal), "the line on the older one");

        // Until the watch tells of the newer one, the older may be tried again: each try but the last meets the conflict.
        var lines = approver.AuditOf("csr-1").Split(' ');
        var conflicts = lines.Count(l => l == "not-written:conflict");
        Assert.Equal(conflicts + 1, lines.Count(l => l == "decision:approve"));
        Assert.Equal(lines.Length, (2 * conflicts) + 1);
        Assert.Equal("yes", cluster.Find(CsrReviewer.Path, "csr-1")!["metadata"]!["labels"]!["seen"]!.ToString());
        Assert.Contains($"certrot_approver_failed_writes_total{{outcome=\"conflict\"}} {conflicts}\n", approver.Metrics.Write(approver.Approver.State), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CSR_that_goes_between_reading_and_writing_is_let_go()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Before = context =>
        {
            if (IsApproval(context)) cluster.Delete(CsrReviewer.Path, "csr-1");
            return Task.FromResult(false);
        };
        await using var approver = RunningApprover.Start(cluster);
        cluster.PutServing("csr-1", "worker-1", own);

        await Wait.UntilAsync(() => approver.AuditOf("csr-1").Contains("not-written", StringComparison.Ordinal), "the audit line");
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal("decision:approve not-written:gone", approver.AuditOf("csr-1"));
        Assert.Single(cluster.Writes, w => w.Method == "PUT");
        Assert.All(approver.Approver.State.Pending, p => Assert.Equal(0, p.Count));
    }

    [Fact]
    public async Task A_CSR_that_takes_the_name_of_another_is_not_approved_in_its_place()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var puts = 0;
        cluster.Before = context =>
        {
            if (IsApproval(context) && Interlocked.Increment(ref puts) == 1)
            {
                cluster.Delete(CsrReviewer.Path, "csr-1");
                cluster.PutCsr("csr-1", CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.96.0.1")), "uid-other");
            }

            return Task.FromResult(false);
        };
        await using var approver = RunningApprover.Start(cluster);
        cluster.PutServing("csr-1", "worker-1", own);

        await Wait.UntilAsync(() => approver.AuditOf("csr-1").Contains("decision:none", StringComparison.Ordinal), "the refusal of the second");
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal("", cluster.Conditions("csr-1"));
        // Until the watch tells of the second, the first may be written again, and is refused again for its UID.
        Assert.All(cluster.Writes.Where(w => w.Method == "PUT"), w => Assert.Equal("uid-csr-1", (string?)w.Body["metadata"]!["uid"]));
    }

    [Fact]
    public async Task An_answer_that_is_lost_leads_to_no_second_approval()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.AfterWrite = context => Task.FromResult(IsApproval(context) && FakeCluster.Cut(context));
        await using var approver = RunningApprover.Start(cluster);
        cluster.PutServing("csr-1", "worker-1", own);

        await Wait.UntilAsync(() => approver.AuditOf("csr-1").Contains("not-written", StringComparison.Ordinal), "the audit line");
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal("Approved", cluster.Conditions("csr-1"));
        // Until the watch tells of it, it may be written once more, and is refused: it is not what was judged any more.
        Assert.Single(cluster.Writes.Where(w => w.Method == "PUT").Select(w => (string?)w.Body["metadata"]!["resourceVersion"]).Distinct());
        Assert.StartsWith("decision:approve not-written:failed", approver.AuditOf("csr-1"), StringComparison.Ordinal);
        Assert.Contains(approver.Said, s => s.StartsWith("CSR csr-1 could not be approved: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_approval_whose_answer_is_lost_counts_for_the_limit()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.AfterWrite = async context =>
        {
            if (!IsApproval(context)) return false;
            // The watch tells of it before the connection breaks.
            await Task.Delay(500);
            return FakeCluster.Cut(context);
        };
        await using var approver = RunningApprover.Start(cluster, policy: RunningApprover.Policy + "limits: {perNode: 1}\n");
        cluster.PutServing("csr-1", "worker-1", own);
        await Wait.UntilAsync(() => approver.AuditOf("csr-1").Contains("not-written", StringComparison.Ordinal), "the audit line");

        cluster.PutServing("csr-2", "worker-1", own);
        await Wait.UntilAsync(() => approver.AuditOf("csr-2").Length > 0, "the second decision");

        Assert.Equal(("Approved", "", "decision:none"), (cluster.Conditions("csr-1"), cluster.Conditions("csr-2"), approver.AuditOf("csr-2")));
        Assert.Equal("limit", approver.Audit[^1]["rule"]!.ToString());
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_again()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var puts = 0;
        cluster.Before = context => IsApproval(context) && Interlocked.Increment(ref puts) == 1 ? FakeCluster.StatusAsync(context, 500, "InternalError", "etcdserver: leader changed") : Task.FromResult(false);
        await using var approver = RunningApprover.Start(cluster, deny: true);
        cluster.PutServing("csr-1", "worker-1", own);

        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved", "approval");

        Assert.Equal("decision:approve not-written:failed decision:approve", approver.AuditOf("csr-1"));
    }

    [Fact]
    public async Task Without_an_audit_log_nothing_is_approved_until_it_can_be_written_again()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var audit = new FullDisk();
        await using var approver = RunningApprover.Start(cluster, audit: audit, deny: true);
        cluster.PutServing("csr-1", "worker-1", own);
        cluster.PutServing("csr-2", "worker-2", "worker-2", "127.0.0.1");

        await Wait.UntilAsync(() => approver.Approver.State.NotReady is not null && approver.Said.Any(s => s.Contains("audit line", StringComparison.Ordinal)), "the problem");
        await Task.Delay(TimeSpan.FromSeconds(1));

        Assert.Equal("the audit line cannot be written: no space left on device", approver.Approver.State.NotReady);
        Assert.Contains("the audit line cannot be written: no space left on device", approver.Said);
        Assert.DoesNotContain(cluster.Writes, w => w.Method == "PUT");
        Assert.Contains("certrot_approver_ready 0\n", approver.Metrics.Write(approver.Approver.State), StringComparison.Ordinal);
        // Not once for each try.
        Assert.Single(approver.Said, s => s.Contains("the audit line cannot be written", StringComparison.Ordinal));

        audit.IsFull = false;
        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved" && cluster.Conditions("csr-2") == "Denied", "decisions");
        Assert.Null(approver.Approver.State.NotReady);
    }

    [Fact]
    public async Task Where_Services_are_forbidden_nothing_is_decided()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var isForbidden = true;
        cluster.Before = context => isForbidden && context.Request.Path == FakeCluster.Services
            ? FakeCluster.StatusAsync(context, 403, "Forbidden", "services is forbidden: User \"x\" cannot list resource \"services\" in API group \"\" at the cluster scope")
            : Task.FromResult(false);
        await using var approver = RunningApprover.Start(cluster, deny: true);
        cluster.PutServing("csr-1", "worker-1", own);
        cluster.PutServing("csr-2", "worker-2", "worker-2", "127.0.0.1");

        await Wait.UntilAsync(() => approver.Said.Any(s => s.StartsWith("nothing is decided: needs `list services`: services is forbidden", StringComparison.Ordinal)), "the reason");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.StartsWith("needs `list services`", approver.Approver.State.NotReady, StringComparison.Ordinal);
        Assert.Empty(approver.Audit);
        Assert.Empty(cluster.Writes);

        isForbidden = false;
        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved" && cluster.Conditions("csr-2") == "Denied", "decisions");
        Assert.Null(approver.Approver.State.NotReady);
        Assert.Contains("everything is known that decisions need", approver.Said);
    }

    [Fact]
    public async Task What_is_wrong_for_good_is_denied_and_nothing_else()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var approver = RunningApprover.Start(cluster, deny: true);
        // Loopback is never a node's; an address that no Node has may be there in a minute; a Node that is missing, too.
        cluster.PutServing("csr-final", "worker-1", "worker-1", "127.0.0.1");
        cluster.PutServing("csr-passing", "worker-2", "worker-2", "10.0.0.77");
        cluster.PutServing("csr-waiting", "worker-9", "worker-9", "10.0.0.19");

        await Wait.UntilAsync(() => cluster.Conditions("csr-final") == "Denied" && approver.AuditOf("csr-passing").Length > 0 && approver.AuditOf("csr-waiting").Length > 0, "the denial");
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal(("Denied", "", ""), (cluster.Conditions("csr-final"), cluster.Conditions("csr-passing"), cluster.Conditions("csr-waiting")));
        Assert.Equal(("decision:deny", "decision:none", "decision:none"), (approver.AuditOf("csr-final"), approver.AuditOf("csr-passing"), approver.AuditOf("csr-waiting")));
        Assert.Equal("CertrotDenied", cluster.Find(CsrReviewer.Path, "csr-final")!["status"]!["conditions"]![0]!["reason"]!.ToString());
    }

    [Fact]
    public async Task Without_deny_a_refused_CSR_is_left_and_told_once_however_often_it_is_looked_at()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var approver = RunningApprover.Start(cluster);
        cluster.PutServing("csr-1", "worker-1", "worker-1", "127.0.0.1");

        await Wait.UntilAsync(() => approver.AuditOf("csr-1").Length > 0, "the refusal");
        for (var i = 0; i < 5; i++)
        {
            cluster.PutNode("worker-1", "10.0.0.11", $"10.0.1.{i}");
            await Task.Delay(300);
        }

        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal(("", "decision:none"), (cluster.Conditions("csr-1"), approver.AuditOf("csr-1")));
        Assert.Equal(2, cluster.Writes.Count(w => w.Path == FakeCluster.Events));
        Assert.DoesNotContain(cluster.Writes, w => w.Method == "PUT");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dry_run_writes_nothing(bool deny)
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var approver = RunningApprover.Start(cluster, deny, dryRun: true);
        cluster.PutServing("csr-1", "worker-1", own);
        cluster.PutServing("csr-2", "worker-2", "worker-2", "127.0.0.1");

        await Wait.UntilAsync(() => approver.Audit.Count == 2, "two decisions");
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Empty(cluster.Writes);
        Assert.Equal(("decision:dry-run", "decision:dry-run"), (approver.AuditOf("csr-1"), approver.AuditOf("csr-2")));
        var metrics = approver.Metrics.Write(approver.Approver.State);
        Assert.Contains("result=\"dry-run-approved\",rule=\"all\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"result=\"dry-run-{(deny ? "denied" : "refused")}\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_addresses_of_a_Node_lead_to_a_new_decision_at_once()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var approver = RunningApprover.Start(cluster);
        cluster.PutServing("csr-1", "worker-1", "worker-1", "10.0.0.77");
        await Wait.UntilAsync(() => approver.AuditOf("csr-1").Length > 0, "the refusal");
        // After the retry at 2 s the next is at 6 s: the Node's change must be what makes it.
        await Task.Delay(TimeSpan.FromSeconds(2.5));

        cluster.PutNode("worker-1", "10.0.0.11", "10.0.0.77");
        var took = await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved", "approval");

        Assert.True(took < TimeSpan.FromSeconds(2), $"it took {took}");
        Assert.Equal("decision:none decision:approve", approver.AuditOf("csr-1"));
    }

    [Fact]
    public async Task A_changed_policy_leads_to_new_decisions()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var approver = RunningApprover.Start(cluster, policy: RunningApprover.Policy + "nodes: {names: ['^edge-[0-9]+$']}\n");
        cluster.PutServing("csr-1", "worker-1", own);
        await Wait.UntilAsync(() => approver.AuditOf("csr-1").Length > 0, "the refusal");

        await File.WriteAllTextAsync(approver.PolicyFile, RunningApprover.Policy, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved", "approval");

        Assert.Contains(approver.Said, s => s.Contains("takes the place of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_of_one_node_does_not_hold_up_another()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var flood = CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "127.0.0.1"));
        for (var i = 0; i < 2000; i++) cluster.PutCsr($"flood-{i:0000}", flood);
        await using var approver = RunningApprover.Start(cluster);
        await Wait.UntilAsync(() => approver.Approver.State.Pending[1].Count == 2000, "the flood");

        for (var i = 0; i < 5; i++)
        {
            cluster.PutServing($"csr-{i}", "worker-2", "worker-2", "10.0.0.12");
            var took = await Wait.UntilAsync(() => cluster.Conditions($"csr-{i}") == "Approved", "approval");
            Assert.True(took < TimeSpan.FromSeconds(3), $"it took {took}");
        }
    }

    [Fact]
    public async Task Who_is_not_the_leader_decides_nothing_and_who_becomes_it_says_everything_anew()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var approver = RunningApprover.Start(cluster, isLeader: false);
        cluster.PutServing("csr-1", "worker-1", own);
        cluster.PutServing("csr-2", "worker-2", "worker-2", "127.0.0.1");
        await Wait.UntilAsync(() => approver.Approver.State is { NotReady: null, Queued: 2 }, "readiness");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Empty(approver.Audit);

        approver.IsLeader = true;
        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved" && approver.Audit.Count == 2, "decisions");
        approver.IsLeader = false;
        await Task.Delay(TimeSpan.FromSeconds(1));
        cluster.PutServing("csr-3", "worker-3", "worker-3", "10.0.0.13");
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(("", 2), (cluster.Conditions("csr-3"), approver.Audit.Count));

        approver.IsLeader = true;
        await Wait.UntilAsync(() => cluster.Conditions("csr-3") == "Approved" && approver.AuditOf("csr-2") == "decision:none decision:none", "decisions of the second term");
    }

    [Fact]
    public async Task A_node_whose_kubelet_never_answers_does_not_hold_up_another()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var authority = Path.GetTempFileName();
        await File.WriteAllTextAsync(authority, CertificateForge.Authority(CsrBuilder.Created.AddYears(-1), CsrBuilder.Created.AddYears(1)).Certificate.Pem, TestContext.Current.CancellationToken);
        await using var cluster = await FakeCluster.StartAsync();
        cluster.PutNode("worker-1", ((IPEndPoint)silent.LocalEndpoint).Port, "127.0.0.1");
        var flood = CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.77"));
        for (var i = 0; i < 20; i++) cluster.PutCsr($"flood-{i:00}", flood);
        await using var approver = RunningApprover.Start(cluster, policy: $"apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: test\nserving: {{sources: [live-certificate, node-status], caFile: {authority}}}\n");
        await Wait.UntilAsync(() => silent.Pending(), "the first question to the kubelet");

        cluster.PutServing("csr-1", "worker-2", "worker-2", "10.0.0.12");
        var took = await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved", "approval");
        File.Delete(authority);

        Assert.True(took < TimeSpan.FromSeconds(3), $"it took {took}");
        Assert.Equal("csr-1", Assert.Single(approver.Audit)["name"]!.ToString());
    }

    [Fact]
    public async Task A_leader_that_loses_its_Lease_stops_deciding()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var replica = new Replica(cluster, "test_1");
        await using var approver = RunningApprover.Start(cluster, leads: () => replica.Election.IsLeader);
        cluster.PutServing("csr-1", "worker-1", own);
        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved", "approval");

        var lease = cluster.Find(FakeCluster.Leases, "certrot")!;
        lease["spec"]!["holderIdentity"] = "test_2";
        cluster.Put(FakeCluster.Leases, lease);
        await Wait.UntilAsync(() => !approver.Approver.State.IsLeader, "the end of its term", seconds: 5);
        cluster.PutServing("csr-2", "worker-2", "worker-2", "10.0.0.12");
        await Task.Delay(TimeSpan.FromSeconds(2));

        Assert.Equal(("", 1, null), (cluster.Conditions("csr-2"), approver.Audit.Count, approver.Approver.State.NotReady));
    }

    [Fact]
    public async Task Other_signers_are_never_touched()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var approver = RunningApprover.Start(cluster, deny: true);
        cluster.PutCsr("other", CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", own)) with { SignerName = "example.com/signer" });
        cluster.PutCsr("api-client", CsrBuilder.Renewal().With(KubeletRequest.Client("worker-1")) with { SignerName = "kubernetes.io/kube-apiserver-client" });
        cluster.PutServing("csr-1", "worker-1", own);

        await Wait.UntilAsync(() => cluster.Conditions("csr-1") == "Approved", "approval");
        await Task.Delay(TimeSpan.FromSeconds(1));

        Assert.Equal(("", ""), (cluster.Conditions("other"), cluster.Conditions("api-client")));
        Assert.Single(approver.Audit);
    }

    private static bool IsApproval(HttpContext context) => context.Request.Path.Value!.EndsWith("/approval", StringComparison.Ordinal);
}
