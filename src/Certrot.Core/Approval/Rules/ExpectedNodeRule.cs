using System.Globalization;
using Certrot.Approval.Facts;

namespace Certrot.Approval.Rules;

/// <summary>A node that joins is one that is expected, and at a time at which it is: by the policy's names, by the inventory, or by a Machine that has no node yet.</summary>
internal sealed class ExpectedNodeRule : ApprovalRule
{
    /// <summary>Clocks of the two clusters may differ (OpenShift's cluster-machine-approver, maxMachineClockSkew).</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    public override string Id => "expected";

    public override string Question => "Is the node that joins expected, and now?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Kind != RequestKind.Bootstrap) return Skip("the node has joined");
        if (request.Request is null) return Unread();
        var (bootstrap, node, now) = (request.Policy.Bootstrap!, request.Node, request.Now);
        if (bootstrap.From > now) return NotNow($"nothing joins before {Time(bootstrap.From.Value)}");
        if (bootstrap.Until < now) return NotNow($"nothing joins after {Time(bootstrap.Until.Value)}");
        if (request.Policy.Inventory?.Find(node) is { } entry)
        {
            if (entry.JoinsFrom > now) return NotNow($"the inventory, line {entry.Line}, lets {node} join from {Time(entry.JoinsFrom.Value)} on");
            return entry.JoinsUntil < now ? NotNow($"the inventory, line {entry.Line}, let {node} join until {Time(entry.JoinsUntil.Value)}") : Pass($"{node} stands in the inventory, line {entry.Line}");
        }

        if (request.Facts.MachinesProblem is { } unknown) return Wait($"it is not known which Machines there are: {unknown}");
        if (request.Facts.Machines is { } machines && ByMachine(request, machines.Expecting(node)) is { } answer) return answer;
        return bootstrap.Names?.Matches(node) == true
            ? Pass($"{node} is an expected name")
            : NotNow($"nobody expects a node {Pki.NameText.Quote(node)}", bootstrap.Names is null ? "a node of the inventory, or of a Machine" : string.Join(" or ", bootstrap.Names.Texts), node);
    }

    private RuleResult? ByMachine(ApprovalCase request, IReadOnlyList<Machine> machines)
    {
        if (machines.Count == 0) return null;
        if (machines.Count > 1) return NotNow($"several Machines expect {request.Node}", "one", string.Join(", ", machines.Select(m => m.Title)));
        var machine = machines[0];
        var age = request.Csr.Meta.Created - machine.Created;
        return age is null || age < -Skew || age > request.Policy.Bootstrap!.MachineWindow
            ? NotNow($"the Machine {machine.Title} is not of the last {request.Policy.Bootstrap!.MachineWindow.TotalHours:0.##} h", null, machine.Created is { } created ? Time(created) : "no time of its creation")
            : Pass($"the Machine {machine.Title} expects {request.Node}");
    }

    private static string Time(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}
