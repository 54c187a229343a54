using Certrot.Collect.Fleet;
using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Collect.Tests.Fleet;

public sealed class KeptEventsTests
{
    private static readonly DateTimeOffset now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_newest_ten_of_a_node_are_kept()
    {
        var kept = new KeptEvents();
        for (var i = 0; i < 500; i++) kept.Add(Event($"e{i}", now.AddSeconds(i)));

        Assert.Equal(10, kept.Of("worker-1").Count);
        Assert.All(kept.Of("worker-1"), e => Assert.True(e.Last >= now.AddSeconds(490)));
    }

    [Fact]
    public void One_that_happens_again_is_kept_once_and_one_that_is_over_not_at_all()
    {
        var kept = new KeptEvents();
        kept.Add(Event("e", now));
        kept.Add(Event("e", now.AddSeconds(9)));

        Assert.Equal(now.AddSeconds(9), Assert.Single(kept.Of("worker-1")).Last);
        kept.Remove(Event("e", now.AddSeconds(9)));
        Assert.Empty(kept.Of("worker-1"));
    }

    private static ClusterEvent Event(string name, DateTimeOffset last) =>
        new() { Meta = new ObjectMeta { Name = name, Source = new Source("cluster/events.json") }, ObjectName = "worker-1", Last = last };
}
