using System.Net;
using Certrot.Simulator.Faults;

namespace Certrot.Simulator;

/// <summary>What is simulated.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Nodes.</summary>
    public int Nodes { get; init; } = 50;

    /// <summary>The faults.</summary>
    public IReadOnlyList<PlantedFault> Faults { get; init; } = [];

    /// <summary>What chance draws from: the same seed and options give the same cluster.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How much faster than the real one time runs.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How long certificates are signed for.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(365);

    /// <summary>CSRs that are there from the beginning beside those of the nodes' own renewals, all decided.</summary>
    public int OldCsrs { get; init; }

    /// <summary>Pods on each node.</summary>
    public int PodsPerNode { get; init; } = 5;

    /// <summary>Where the API server listens; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Tells the real time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
