using Certrot.Simulator.Cluster;
using Certrot.Simulator.Faults;

namespace Certrot.Simulator.Kubelets;

/// <summary>Makes the kubelets of a cluster: sound ones that were installed over the last months, and those with faults.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class KubeletFactory(SimulatedCluster cluster)
{
    private readonly SimulatorOptions options = cluster.Options;
    private readonly DateTimeOffset now = cluster.Clock.Now;

    /// <summary>Makes them. Certificates are made by all processors; what chance decides is decided before.</summary>
    public Kubelet[] Create()
    {
        var faults = Faults();
        var ages = Enumerable.Range(0, options.Nodes).Select(_ => (Client: cluster.Random.NextDouble(), Serving: cluster.Random.NextDouble())).ToArray();
        var kubelets = new Kubelet[options.Nodes];
        Parallel.For(0, options.Nodes, i => kubelets[i] = Create(i, faults[i], ages[i].Client, ages[i].Serving));
        return kubelets;
    }

    /// <summary>The fault of each node; null for none.</summary>
    private Fault?[] Faults()
    {
        var faults = new Fault?[options.Nodes];
        var places = Enumerable.Range(0, options.Nodes).ToArray();
        cluster.Random.Shuffle(places);
        var next = 0;
        foreach (var (fault, count) in options.Faults)
        {
            for (var i = 0; i < count && next < places.Length; i++) faults[places[next++]] = fault;
        }

        return faults;
    }

    private Kubelet Create(int index, Fault? fault, double clientAge, double servingAge)
    {
        // A sound node is before its rotation window. One that is due asks at once: it is past 80 %, and its moment in the window has come.
        var client = fault switch
        {
            { ExpiredFor: { } ago } => (now - ago - options.Lifetime, now - ago),
            { Late: true } => At(0.95),
            { Due: true } => At(0.9 + (0.05 * clientAge)),
            _ => At(0.65 * clientAge),
        };
        var serving = fault switch
        {
            { ServingExpiredFor: { } ago } => (now - ago - options.Lifetime, now - ago),
            { DueServing: true } => At(0.9 + (0.05 * servingAge)),
            _ => At(0.65 * servingAge),
        };
        var kubelet = new Kubelet(cluster, index, fault, Cut(client), Cut(serving));
        if (fault?.StoppedFor is { } stopped) kubelet.Stop(now - stopped);
        return kubelet;
    }

    /// <summary>No certificate outlives the CA.</summary>
    private (DateTimeOffset From, DateTimeOffset To) Cut((DateTimeOffset From, DateTimeOffset To) validity) => (validity.From, validity.To < cluster.Authority.End ? validity.To : cluster.Authority.End);

    /// <summary>A validity of which a share is over.</summary>
    private (DateTimeOffset From, DateTimeOffset To) At(double share) => (now - (share * options.Lifetime), now + ((1 - share) * options.Lifetime));
}
