using System.Security.Cryptography.X509Certificates;
using Certrot.Lab.Tests.Faults;

namespace Certrot.Lab.Tests.Repair;

/// <summary>A node under systemd for each fault, repaired while the tests begin.</summary>
public sealed class RepairedNodes : RepairLab
{
    private readonly Dictionary<string, Task<RepairedNode>> repairs = new(StringComparer.Ordinal);
    // A dozen kubelets that end again and again would take all time from each other.
    private readonly SemaphoreSlim atOnce = new(4);

    public override async ValueTask DisposeAsync()
    {
        await ((Task)Task.WhenAll(repairs.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        atOnce.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Waits until a broken node was repaired; all of them are, some at once.</summary>
    internal Task<RepairedNode> RepairedAsync(string name) => repairs[name];

    protected override async Task StartAsync()
    {
        await base.StartAsync();
        foreach (var fault in RepairFaults.All) repairs[fault.Node] = RepairAsync(fault);
    }

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
