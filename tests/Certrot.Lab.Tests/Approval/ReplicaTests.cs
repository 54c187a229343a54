using System.Diagnostics;
using System.Text.Json.Nodes;
using Certrot.TestKit;

namespace Certrot.Lab.Tests.Approval;

/// <summary>A thousand CSRs at once, and two replicas of which one is killed in the middle.</summary>
public sealed class ReplicaTests(AttackedPlane plane) : IClassFixture<AttackedPlane>
{
    private const int Count = 1000;
    private const string Policy = "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: crowd\nclient: {renewal: false}\nserving: {sources: [node-status]}\n";

    [Fact]
    public async Task A_thousand_CSRs_are_decided_once_although_the_leader_is_killed()
    {
        if (plane.WhyNot is { } reason) Assert.Skip(reason);
        var cancellation = TestContext.Current.CancellationToken;
        await plane.LetAllAskAsync();
        var policy = Path.Combine(plane.Plane.Root, "crowd.yaml");
        await File.WriteAllTextAsync(policy, Policy, cancellation);
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation }, async (i, token) =>
            await plane.CreateNodeAsync($"crowd-{i}", [("Hostname", $"crowd-{i}"), ("InternalIP", Address(i))], "True", TimeProvider.System.GetUtcNow().AddHours(-1), token));

        // Without anybody being killed first: what it costs, beside kube-controller-manager's own approver of client CSRs in the same minutes.
        var first = await ApproverProcess.StartAsync(plane.Plane, policy, "first");
        using var second = await ApproverProcess.StartAsync(plane.Plane, policy, "second");
        await plane.Plane.WaitAsync("a leader", TimeSpan.FromSeconds(30), async () => await IsLeaderAsync(first) || await IsLeaderAsync(second));
        var client = await CrowdAsync("client", "kubernetes.io/kube-apiserver-client-kubelet", null, cancellation);
        var serving = await CrowdAsync("serving", "kubernetes.io/kubelet-serving", null, cancellation);
        TestContext.Current.SendDiagnosticMessage($"{Count} CSRs: certrot p99 {serving.P99:0.00} s, {serving.Rate:0} decisions/s; kube-controller-manager p99 {client.P99:0.00} s, {client.Rate:0} decisions/s");
        Assert.True(serving.P99 < client.P99 * 3, $"p99 is {serving.P99:0.00} s, kube-controller-manager's {client.P99:0.00} s");

        var leader = await IsLeaderAsync(first) ? first : second;
        await CrowdAsync("again", "kubernetes.io/kubelet-serving", decided =>
        {
            // kill -9, in the middle of it.
            if (decided == Count / 4) leader.Dispose();
        }, cancellation);

        var csrs = await plane.CsrsAsync(cancellation);
        var crowd = csrs.Where(c => c.Key.StartsWith("again-", StringComparison.Ordinal)).ToList();
        Assert.Equal(Count, crowd.Count);
        Assert.All(crowd, c => Assert.Single(c.Value.GetProperty("status").GetProperty("conditions").EnumerateArray()));
        var other = ReferenceEquals(leader, first) ? second : first;
        Assert.True(await IsLeaderAsync(other));
        // Each was decided by one replica; what the killed one was about to write at that moment may stand in both logs.
        var both = leader.Audit.Concat(other.Audit).Where(l => l.GetProperty("event").GetString() == "decision" && l.GetProperty("name").GetString()!.StartsWith("again-", StringComparison.Ordinal)).GroupBy(l => l.GetProperty("name").GetString()).ToList();
        Assert.Equal(Count, both.Count);
        Assert.True(both.Count(g => g.Count() > 1) <= 8, "more than the decisions that were under way were made twice");
        await other.StopAsync();
        Assert.Contains("certrot: ended", other.Log, StringComparison.Ordinal);
        using var lease = await plane.Plane.Kubectl.JsonAsync("get", "lease", "-n", "kube-system", "certrot-approver");
        Assert.Equal("", lease.RootElement.GetProperty("spec").GetProperty("holderIdentity").GetString());
        first.Dispose();
    }

    private static string Address(int i) => $"10.{100 + (i / 65536)}.{i / 256 % 256}.{i % 256}";

    private static async Task<bool> IsLeaderAsync(ApproverProcess process) => (await process.GetAsync("metrics")).Contains("certrot_approver_leader 1\n", StringComparison.Ordinal);

    /// <summary>Creates CSRs of a thousand nodes at once, and waits until each is approved.</summary>
    private async Task<(double P99, double Rate)> CrowdAsync(string prefix, string signer, Action<int>? decided, CancellationToken cancellation)
    {
        var isServing = signer.EndsWith("serving", StringComparison.Ordinal);
        var requests = Enumerable.Range(0, Count).Select(i => isServing ? CertificateForge.KubeletRequestPem($"crowd-{i}", [$"crowd-{i}"], [Address(i)]) : CertificateForge.KubeletRequestPem($"crowd-{i}")).ToList();
        var list = await plane.Api.ListAsync(AttackedPlane.Csrs, static () => { }, static _ => { }, cancellation);
        var (created, approved) = (new long[Count], new long[Count]);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        done.CancelAfter(TimeSpan.FromSeconds(120));
        var following = FollowAsync(prefix, list.ResourceVersion!, approved, decided, done);
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation }, async (i, token) =>
        {
            using var api = plane.Connect($"system:node:crowd-{i}", ["system:nodes"]);
            await api.PostAsync(AttackedPlane.Csrs, AttackedPlane.Bytes(new JsonObject
            {
                ["apiVersion"] = "certificates.k8s.io/v1",
                ["kind"] = "CertificateSigningRequest",
                ["metadata"] = new JsonObject { ["name"] = $"{prefix}-{i}" },
                ["spec"] = new JsonObject
                {
                    ["request"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(requests[i])),
                    ["signerName"] = signer,
                    ["usages"] = new JsonArray("digital signature", "key encipherment", isServing ? "server auth" : "client auth"),
                },
            }), repeat: false, token);
            created[i] = Stopwatch.GetTimestamp();
        });
        await following;
        var times = created.Zip(approved, (c, a) => Math.Max(0, Stopwatch.GetElapsedTime(c, a).TotalSeconds)).Order().ToList();
        return (times[(int)(Count * 0.99) - 1], Count / Stopwatch.GetElapsedTime(began, approved.Max()).TotalSeconds);
    }

    private async Task FollowAsync(string prefix, string version, long[] approved, Action<int>? decided, CancellationTokenSource done)
    {
        var count = 0;
        try
        {
            await foreach (var change in plane.Api.WatchAsync(AttackedPlane.Csrs, version, done.Token))
            {
                var name = change.Object.GetProperty("metadata").GetProperty("name").GetString()!;
                if (!name.StartsWith(prefix + "-", StringComparison.Ordinal) || AttackedPlane.Condition(change.Object, "Approved") is null) continue;
                var i = int.Parse(name[(prefix.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
                if (approved[i] != 0) continue;
                approved[i] = Stopwatch.GetTimestamp();
                count++;
                decided?.Invoke(count);
                if (count == Count) return;
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"only {approved.Count(a => a != 0)} of {Count} CSRs were approved");
        }
    }
}
