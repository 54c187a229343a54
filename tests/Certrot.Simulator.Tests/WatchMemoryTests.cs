using Certrot.Collect.Fleet;

namespace Certrot.Simulator.Tests;

/// <summary>What a long watch holds in memory. The process is measured as a whole, so that no other test may run in it meanwhile.</summary>
[Collection(nameof(WatchMemoryTests))]
[CollectionDefinition(nameof(WatchMemoryTests), DisableParallelization = true)]
public sealed class WatchMemoryTests
{
    [Fact]
    [Trait("needs", "minutes")]
    public async Task A_day_leaves_no_more_in_memory_than_an_hour()
    {
        await using var cluster = await Scanned.StartAsync(new SimulatorOptions { Nodes = 40, Lifetime = TimeSpan.FromHours(6), Speed = 2400 });
        await using var watch = new Watched(cluster, new WatchOptions());
        var begin = (await watch.NextAsync()).Cluster.CollectedAt;
        await watch.NextAsync(c => c.Cluster.CollectedAt > begin.AddHours(8));
        watch.Transitions.Clear();
        var early = GC.GetTotalMemory(forceFullCollection: true);

        await watch.NextAsync(c => c.Cluster.CollectedAt > begin.AddHours(32));

        Assert.True(watch.Transitions.Count > 200, $"{watch.Transitions.Count} changes");
        watch.Transitions.Clear();
        var late = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(late < early * 1.15, $"{early} bytes after eight hours, {late} after a day more");
    }
}
