using System.Threading.Channels;
using Certrot.Server.History;
using Certrot.Server.Monitoring;

namespace Certrot.Server.Web;

/// <summary>
/// Tells all who listen what happens: transitions as they were recorded, by whichever replica, and how clusters are. Each event is written once for all. Who does not take
/// what is sent loses the connection and nothing else: the next one goes on after the last transition that was seen.
/// </summary>
/// <param name="history">Where transitions come from.</param>
/// <param name="clock">Waits.</param>
internal sealed class EventHub(HistoryReader history, TimeProvider clock)
{
    private const int MostWaiting = 256;
    private const int AtOnce = 200;
    private static readonly TimeSpan beat = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly HashSet<Channel<ServerEvent>> listeners = [];
    private readonly HashSet<ClusterMonitor> changed = [];
    private readonly Nudge nudged = new(clock);

    /// <summary>How many listen.</summary>
    public int Listeners
    {
        get
        {
            lock (gate) return listeners.Count;
        }
    }

    /// <summary>Begins to listen.</summary>
    public Channel<ServerEvent> Listen()
    {
        var channel = Channel.CreateBounded<ServerEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        lock (gate) listeners.Add(channel);
        return channel;
    }

    /// <summary>Listens no more.</summary>
    public void Leave(Channel<ServerEvent> channel)
    {
        lock (gate) listeners.Remove(channel);
    }

    /// <summary>Something was recorded.</summary>
    public void Nudge() => nudged.Set();

    /// <summary>A cluster's report is another one.</summary>
    public void Change(ClusterMonitor cluster)
    {
        lock (gate) changed.Add(cluster);
    }

    /// <summary>Tells until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        long? last = null;
        var toldAt = clock.GetTimestamp();
        while (true)
        {
            await nudged.WaitAsync(beat, cancellation).ConfigureAwait(false);
            last = await TransitionsAsync(last, cancellation).ConfigureAwait(false);
            // However often it changes: numbers on a screen are not read more often.
            if (clock.GetElapsedTime(toldAt) < beat) continue;
            toldAt = clock.GetTimestamp();
            Clusters();
        }
    }

    private async Task<long?> TransitionsAsync(long? last, CancellationToken cancellation)
    {
        try
        {
            if (last is not { } after) return await history.LastAsync(cancellation).ConfigureAwait(false);
            IReadOnlyList<Transition> news;
            do
            {
                news = await history.AfterAsync(after, AtOnce, cancellation).ConfigureAwait(false);
                foreach (var one in news) Tell(ApiJson.TransitionEvent(one));
                if (news.Count > 0) after = news[^1].Id;
            }
            while (news.Count == AtOnce);
            return after;
        }
        catch (HistoryException)
        {
            // Told by the metrics and by /readyz; what was recorded meanwhile is read when the database is back.
            return last;
        }
    }

    private void Clusters()
    {
        List<ClusterMonitor> clusters;
        lock (gate)
        {
            clusters = [.. changed];
            changed.Clear();
            if (listeners.Count == 0) return;
        }

        foreach (var cluster in clusters) Tell(ApiJson.ClusterEvent(cluster.Report()));
    }

    private void Tell(ServerEvent one)
    {
        lock (gate)
        {
            foreach (var slow in listeners.Where(l => !l.Writer.TryWrite(one)).ToList())
            {
                slow.Writer.TryComplete();
                listeners.Remove(slow);
            }
        }
    }
}
