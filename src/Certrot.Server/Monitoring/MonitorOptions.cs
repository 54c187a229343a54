using Certrot.Collect.Fleet;
using Certrot.Fleet;

namespace Certrot.Server.Monitoring;

/// <summary>How clusters are watched and judged.</summary>
public sealed record MonitorOptions
{
    /// <summary>How they are watched.</summary>
    public WatchOptions Watch { get; init; } = new();

    /// <summary>How nodes are judged.</summary>
    public FleetOptions Judge { get; init; } = new();

    /// <summary>Failing nodes of a cluster that are looked at more closely within ten minutes.</summary>
    public int Looks { get; init; } = 20;
}
