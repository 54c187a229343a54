using System.Text.Json;

namespace Certrot.Lab.Tests.Faults;

/// <summary>Real kubelets that misbehave for real: each fault is found live, and found again in the bundle that was collected.</summary>
[Collection(ManyNodes.Name)]
public sealed class NodeFaultTests(FaultyNodes nodes) : IClassFixture<FaultyNodes>
{
    public static TheoryData<string> Names => [.. NodeFaults.All.Select(f => f.Node)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_planted_fault_is_found(string name)
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        var fault = NodeFaults.All.Single(f => f.Node == name);

        await Found.AsAsync(name, fault.Cause, fault.Certificate, fault.ExitCode, nodes.Plane, await nodes.ReachAsync(fault));
    }

    [Fact]
    public async Task One_scan_finds_the_fault_of_each_node_that_the_cluster_knows()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        foreach (var fault in NodeFaults.All) await nodes.ReachAsync(fault);
        var known = (await nodes.Plane.Kubectl.RunAsync(["get", "nodes", "-o", "name"])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(n => n["node/".Length..]);

        var result = await Certrot.RunAsync(nodes.Over(known), ["scan", "-o", "json", "--look", "50"]);

        using var report = JsonDocument.Parse(result.Output);
        var rows = report.RootElement.GetProperty("clusters")[0].GetProperty("nodes").EnumerateArray().ToDictionary(n => n.GetProperty("name").GetString()!, n => n.GetProperty("cause").GetString()!, StringComparer.Ordinal);
        var found = NodeFaults.All.Where(f => rows.ContainsKey(f.Node)).ToList();
        // Many of the others never came so far as to register.
        Assert.True(found.Count >= 2, string.Join(' ', rows.Keys));
        Assert.Equal(found.Select(f => $"{f.Node} {f.Cause}"), found.Select(f => $"{f.Node} {rows[f.Node]}"));
    }
}
