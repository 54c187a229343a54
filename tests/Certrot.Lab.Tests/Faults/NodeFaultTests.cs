namespace Certrot.Lab.Tests.Faults;

/// <summary>Real kubelets that misbehave for real: each fault is found live, and found again in the bundle that was collected.</summary>
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
}
