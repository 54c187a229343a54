using Certrot.Act.Approval;

namespace Certrot.Act.Tests.Approval;

/// <summary>Whoever has put in ten thousand items waits for those who put in one, and not the other way round.</summary>
public sealed class FairQueueTests
{
    [Fact]
    public void One_with_ten_thousand_items_does_not_hold_up_five_others()
    {
        var queue = new FairQueue<string>();
        for (var i = 0; i < 10_000; i++) queue.Enqueue("greedy", $"greedy-{i}");
        for (var other = 0; other < 5; other++)
        {
            for (var i = 0; i < 3; i++) queue.Enqueue($"other-{other}", $"other-{other}-{i}");
        }

        Assert.Equal(10_015, queue.Count);
        var taken = TakeAll(queue);
        Assert.Equal(10_015, taken.Distinct().Count());
        // Three rounds of six.
        Assert.Equal(15, taken.Take(18).Count(t => t.StartsWith("other", StringComparison.Ordinal)));
        for (var round = 0; round < 3; round++) Assert.Equal(6, taken.Skip(round * 6).Take(6).Select(t => t[..t.LastIndexOf('-')]).Distinct().Count());
        // Each one's own order is kept.
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"greedy-{i}"), taken.Where(t => t.StartsWith("greedy", StringComparison.Ordinal)));
    }

    [Fact]
    public void Who_comes_late_is_next_in_the_round()
    {
        var queue = new FairQueue<string>();
        for (var i = 0; i < 100; i++) queue.Enqueue("greedy", "greedy");
        Assert.True(queue.TryDequeue(out _));
        queue.Enqueue("late", "late");

        Assert.True(queue.TryDequeue(out _));
        Assert.True(queue.TryDequeue(out var second));
        Assert.Equal("late", second);
    }

    [Fact]
    public void Who_may_not_have_a_turn_now_keeps_what_waits()
    {
        var queue = new FairQueue<string>();
        queue.Enqueue("a", "a");
        queue.Enqueue("b", "b");

        Assert.True(queue.TryDequeue(out var item, who => who != "a"));
        Assert.Equal("b", item);
        Assert.False(queue.TryDequeue(out _, who => who != "a"));
        Assert.Equal(1, queue.Count);
        Assert.Equal(["a"], TakeAll(queue));
    }

    [Fact]
    public void An_empty_queue_gives_nothing_and_can_be_used_again()
    {
        var queue = new FairQueue<string>();
        Assert.False(queue.TryDequeue(out var none));
        Assert.Null(none);
        queue.Enqueue("a", "1");
        Assert.Equal(["1"], TakeAll(queue));
        queue.Enqueue("a", "2");
        Assert.Equal(["2"], TakeAll(queue));
        Assert.Equal(0, queue.Count);
    }

    private static List<string> TakeAll(FairQueue<string> queue)
    {
        var taken = new List<string>();
        while (queue.TryDequeue(out var item)) taken.Add(item);
        return taken;
    }
}
