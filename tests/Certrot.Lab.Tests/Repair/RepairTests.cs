using System.Text.Json;

namespace Certrot.Lab.Tests.Repair;

/// <summary>Nodes that were broken for real and are repaired by the program alone: their real kubelets rotate afterwards.</summary>
[Collection(ManyNodes.Name)]
public sealed class RepairTests(RepairedNodes nodes) : IClassFixture<RepairedNodes>
{
    public static TheoryData<string> Names => [.. RepairFaults.All.Select(f => f.Node)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_repair_brings_rotation_back(string name)
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        var fault = RepairFaults.All.Single(f => f.Node == name);
        var (plan, repair, before, after, audit) = await nodes.RepairedAsync(name);

        using (var planned = JsonDocument.Parse(plan.Output))
            Assert.True(planned.RootElement.GetProperty("items")[0].GetProperty("cause").GetString() == fault.Cause, plan.Output);
        Assert.True(repair.ExitCode == 0 && repair.Output.Contains($"{name}: REPAIRED", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.Equal(before, after);
        Assert.Contains("\"what\":\"done\"", audit, StringComparison.Ordinal);
        Assert.DoesNotMatch("[a-z0-9]{6}\\.[a-z0-9]{16}", audit + repair.Output + repair.Error + plan.Output);
    }
}
