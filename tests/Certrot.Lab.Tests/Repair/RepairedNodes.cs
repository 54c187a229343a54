using System.Security.Cryptography.X509Certificates;
using Certrot.Lab.Tests.Faults;

namespace Certrot.Lab.Tests.Repair;

/// <summary>
/// A node under systemd for each fault. No controller approves first client certificates here, so that the repair has to do it by its policy; renewals are approved by
/// kube-controller-manager, as in every cluster of kubeadm.
/// </summary>
public sealed class RepairedNodes : LabNodes
{
    private readonly Dictionary<string, Task<RepairedNode>> repairs = new(StringComparer.Ordinal);
    // A dozen kubelets that end again and again would take all time from each other.
    private readonly SemaphoreSlim atOnce = new(4);

    public override async ValueTask DisposeAsync()
    {
        await AllAsync();
        atOnce.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Waits until a broken node was repaired; all of them are, some at once.</summary>
    internal Task<RepairedNode> RepairedAsync(string name) => repairs[name];

    /// <summary>Waits until none of them is being repaired any more.</summary>
    internal async Task AllAsync() => await ((Task)Task.WhenAll(repairs.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Runs <c>certrot fix</c> for a node.</summary>
    internal Task<ProgramResult> FixAsync(string name, params IEnumerable<string> options) => Certrot.RunAsync(Over(name), ["fix", name, .. options]);

    protected override async Task StartAsync()
    {
        await Plane.Kubectl.RunAsync(["delete", "clusterrolebinding", "kubeadm:node-autoapprove-bootstrap"]);
        foreach (var fault in RepairFaults.All) repairs[fault.Node] = RepairAsync(fault);
    }

    protected override string? LacksMore() => NodeSystemd.WhyNot();

    /// <summary>The node is ready, and its kubelet has rotated or, where that was not the fault, answers.</summary>
    private async Task ProveAsync(NodeFault fault, KubeletNode node, X509Certificate2? before)
    {
        await node.WaitReadyAsync(TimeSpan.FromSeconds(60));
        if (fault.Certificate is not { } which)
        {
            await AnswersAsync(fault.Node);
            return;
        }

        await Plane.WaitAsync($"a new certificate of {fault.Node}", TimeSpan.FromSeconds(60), () =>
            Task.FromResult(RepairedNode.CertificateOf(node, which) is { Issuer: "CN=kubernetes" } now && now.NotAfter > DateTime.Now && now.SerialNumber != before?.SerialNumber));
    }

    private async Task<RepairedNode> RepairAsync(NodeFault fault)
    {
        await atOnce.WaitAsync();
        try
        {
            var node = await StartAsync(fault.Node, fault.Options(Plane));
            if (fault.Then is { } then) await then(Plane, node);
            await WaitAsync(fault.Node, fault.Sign);
            var (audit, bootstrap) = (Path.Combine(node.Root, "audit.log"), Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf"));
            var (had, certificate) = (RepairedNode.Content(bootstrap), RepairedNode.CertificateOf(node, fault.Certificate ?? "client"));
            var plan = await FixAsync(fault.Node, "-o", "json");
            var repair = await FixAsync(fault.Node, "--apply", "--yes", "--audit-log", audit);
            if (repair.ExitCode == 0) await ProveAsync(fault, node, certificate);
            return new RepairedNode(plan, repair, had, RepairedNode.Content(bootstrap), RepairedNode.Content(audit));
        }
        finally
        {
            await EndAsync(fault.Node);
            atOnce.Release();
        }
    }
}
