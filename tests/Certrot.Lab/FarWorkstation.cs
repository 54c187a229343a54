using System.Net;

namespace Certrot.Lab;

/// <summary>A place to work from that is a long way from a cluster: a network namespace whose connections to a control plane and a node pass through delaying proxies.</summary>
public sealed class FarWorkstation : IAsyncDisposable
{
    private readonly LabNetwork network = new();
    private readonly List<DelayingProxy> proxies = [];
    private readonly List<string[]> rules = [];

    /// <summary>Makes one.</summary>
    /// <param name="plane">The control plane.</param>
    /// <param name="node">The node: its ports for SSH and of the kubelet.</param>
    /// <param name="roundTrip">What is added to each round trip.</param>
    public FarWorkstation(ControlPlane plane, KubeletNode node, TimeSpan roundTrip)
    {
        ArgumentNullException.ThrowIfNull(plane);
        ArgumentNullException.ThrowIfNull(node);
        var name = network.AddNamespace(2);
        Inside = [$"--net=/run/netns/{name}", "--"];
        foreach (var target in new[] { new IPEndPoint(IPAddress.Parse(plane.Server.Host), plane.Server.Port), new IPEndPoint(node.Address, 22), new IPEndPoint(node.Address, 10250) })
        {
            var proxy = new DelayingProxy(network.Gateway, target, roundTrip);
            proxies.Add(proxy);
            string[] rule = ["PREROUTING", "-t", "nat", "-s", $"{network.Address(2)}", "-d", $"{target.Address}", "-p", "tcp", "--dport", $"{target.Port}", "-j", "REDIRECT", "--to-ports", $"{proxy.Port}"];
            Command.Run("iptables", ["-A", .. rule]);
            rules.Add(rule);
        }
    }

    /// <summary>Arguments of nsenter before a program that runs there.</summary>
    public IReadOnlyList<string> Inside { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (var rule in rules) Command.TryRun("iptables", ["-D", .. rule]);
        foreach (var proxy in proxies) await proxy.DisposeAsync();
        network.Dispose();
    }
}
