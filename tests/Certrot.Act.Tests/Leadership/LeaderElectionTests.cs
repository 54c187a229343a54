using System.Diagnostics;

namespace Certrot.Act.Tests.Leadership;

/// <summary>Of several replicas one leads at any time, whatever becomes of the others or of the API server.</summary>
public sealed class LeaderElectionTests
{
    [Fact]
    public async Task One_leads_and_the_other_follows_at_once_when_it_ends()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var a = new Replica(cluster, "a");
        await Wait.UntilAsync(() => a.Election.IsLeader, "a leads");
        await using var b = new Replica(cluster, "b");
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal((true, false, "a"), (a.Election.IsLeader, b.Election.IsLeader, Holder(cluster)));

        await a.StopAsync();
        Assert.Equal((false, ""), (a.Election.IsLeader, Holder(cluster)));
        var took = await Wait.UntilAsync(() => b.Election.IsLeader, "b leads");

        Assert.True(took < TimeSpan.FromSeconds(4), $"it took {took}");
        Assert.Equal([true, false], a.Changes);
        Assert.Equal(("b", 1, 1), (Holder(cluster), b.Election.Terms, cluster.Find(FakeCluster.Leases, "certrot")!["spec"]!["leaseTransitions"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_leader_whose_Lease_another_holds_steps_down()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var a = new Replica(cluster, "a");
        await Wait.UntilAsync(() => a.Election.IsLeader, "a leads");

        // An administrator deletes the Lease, and another replica makes it anew.
        cluster.Delete(FakeCluster.Leases, "certrot");
        await using var b = new Replica(cluster, "b");
        // A replica that comes first may well be the old one.
        await Wait.UntilAsync(() => a.Election.IsLeader != b.Election.IsLeader, "one leads", seconds: 8);
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.NotEqual(a.Election.IsLeader, b.Election.IsLeader);
        Assert.Equal(a.Election.IsLeader ? "a" : "b", Holder(cluster));
    }

    [Fact]
    public async Task A_Lease_that_was_given_to_another_by_hand_is_not_kept()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var a = new Replica(cluster, "a");
        await Wait.UntilAsync(() => a.Election.IsLeader, "a leads");

        var lease = cluster.Find(FakeCluster.Leases, "certrot")!;
        lease["spec"]!["holderIdentity"] = "c";
        cluster.Put(FakeCluster.Leases, lease);

        await Wait.UntilAsync(() => !a.Election.IsLeader, "a steps down", seconds: 5);
        Assert.Equal([true, false], a.Changes);
        Assert.Equal("c", Holder(cluster));
    }

    [Fact]
    public async Task Two_that_begin_together_agree()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var a = new Replica(cluster, "a");
        await using var b = new Replica(cluster, "b");

        await Wait.UntilAsync(() => a.Election.IsLeader || b.Election.IsLeader, "one leads");
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.NotEqual(a.Election.IsLeader, b.Election.IsLeader);
    }

    [Fact]
    public async Task Without_the_right_nobody_leads_and_it_is_told_why()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Before = context => FakeCluster.StatusAsync(context, 403, "Forbidden", "leases.coordination.k8s.io is forbidden");
        await using var a = new Replica(cluster, "a");

        await Wait.UntilAsync(() => a.Election.Problem is not null, "the problem");

        Assert.Equal((false, "leases.coordination.k8s.io is forbidden"), (a.Election.IsLeader, a.Election.Problem));
    }

    [Fact]
    [Trait("needs", "minutes")]
    public async Task A_leader_that_cannot_renew_steps_down_before_another_takes_over()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var a = new Replica(cluster, "a");
        await Wait.UntilAsync(() => a.Election.IsLeader, "a leads");
        await using var b = new Replica(cluster, "b");
        await Task.Delay(TimeSpan.FromSeconds(3));

        a.IsCutOff = true;
        cluster.Before = context => Task.FromResult(context.Request.Headers.UserAgent == "certrot/a" && a.IsCutOff && FakeCluster.Cut(context));
        var cut = Stopwatch.StartNew();
        TimeSpan? steppedDown = null;
        while (!b.Election.IsLeader)
        {
            Assert.False(a.Election.IsLeader && b.Election.IsLeader, "two lead");
            if (!a.Election.IsLeader) steppedDown ??= cut.Elapsed;
            Assert.True(cut.Elapsed < TimeSpan.FromSeconds(30), "b does not take over");
            await Task.Delay(10);
        }

        Assert.NotNull(steppedDown);
        Assert.True(steppedDown < TimeSpan.FromSeconds(10.1), $"a stepped down after {steppedDown}");
        // Fifteen seconds after b saw the last renewal, which was at most two seconds before the cut; b looks every two seconds.
        Assert.InRange(cut.Elapsed, TimeSpan.FromSeconds(12.9), TimeSpan.FromSeconds(20));

        a.IsCutOff = false;
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal((false, true, "b"), (a.Election.IsLeader, b.Election.IsLeader, Holder(cluster)));
    }

    private static string Holder(FakeCluster cluster) => cluster.Find(FakeCluster.Leases, "certrot")!["spec"]!["holderIdentity"]!.ToString();
}
