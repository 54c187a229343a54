using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Collect.Fleet;

/// <summary>Chooses, while clusters are watched, which nodes are looked at more closely: those that fail or that nothing is known of, some within ten minutes. Not safe for concurrent use.</summary>
/// <param name="most">Most nodes within ten minutes, of all clusters together.</param>
/// <param name="clock">Measures.</param>
public sealed class CloserLooks(int most, TimeProvider clock)
{
    private static readonly TimeSpan again = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(FleetWatcher Watcher, string Node), long> looked = [];

    /// <summary>Has nodes looked at that have just changed for the worse, and lets go of those that are well again.</summary>
    /// <param name="watcher">Watches their cluster.</param>
    /// <param name="changed">The changes.</param>
    public void Choose(FleetWatcher watcher, IReadOnlyList<NodeTransition> changed)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        var now = changed.Select(t => t.After).OfType<FleetNodeReport>().ToList();
        foreach (var node in now.Where(n => n.Closely && !FleetJudge.IsWorthALook(n))) watcher.LookAway(node.Name);
        foreach (var old in looked.Where(l => clock.GetElapsedTime(l.Value) > again).Select(l => l.Key).ToList()) looked.Remove(old);
        foreach (var node in now.Where(FleetJudge.IsWorthALook))
        {
            watcher.CountsPods = true;
            if (looked.Count >= most || !looked.TryAdd((watcher, node.Name), clock.GetTimestamp())) continue;
            watcher.Look(node.Name);
        }
    }
}
