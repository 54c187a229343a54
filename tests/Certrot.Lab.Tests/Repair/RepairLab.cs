namespace Certrot.Lab.Tests.Repair;

/// <summary>
/// A cluster for nodes under systemd. No controller approves first client certificates here, so that a repair has to do it by its policy; renewals are approved by
/// kube-controller-manager, as in every cluster of kubeadm.
/// </summary>
public class RepairLab : LabNodes
{
    /// <summary>Runs <c>certrot fix</c> for a node.</summary>
    internal Task<ProgramResult> FixAsync(string name, params IEnumerable<string> options) => Certrot.RunAsync(Over(name), ["fix", name, .. options]);

    protected override async Task StartAsync() => await Plane.Kubectl.RunAsync(["delete", "clusterrolebinding", "kubeadm:node-autoapprove-bootstrap"]);

    protected override string? LacksMore() => NodeSystemd.WhyNot();
}
