namespace Certrot.Lab.Tests.Faults;

/// <summary>A node for each fault, all at once.</summary>
public sealed class FaultyNodes : LabNodes
{
    /// <summary>Waits until a fault has come about, and gives the arguments that reach its node.</summary>
    internal async Task<string[]> ReachAsync(NodeFault fault)
    {
        await WaitAsync(fault.Node, fault.Sign);
        return Over(fault.Node);
    }

    protected override async Task StartAsync()
    {
        foreach (var fault in NodeFaults.All) await StartAsync(fault.Node, fault.Options(Plane));
    }
}
