using Certrot.Repair;
using Certrot.Repair.Actions;

namespace Certrot.Scenarios.Tests.Repair;

/// <summary>What the steps of a plan do, in a few words each.</summary>
internal static class PlanWords
{
    /// <summary>A new client certificate by a bootstrap token, on a kubeadm node.</summary>
    public const string Rebootstrap =
        "token for system:bootstrappers:kubeadm:default-node-token; away /etc/kubernetes/kubelet.conf /var/lib/kubelet/pki/kubelet-client*; write /etc/kubernetes/bootstrap-kubelet.conf; "
        + "systemctl restart kubelet; approve Client; put back /etc/kubernetes/bootstrap-kubelet.conf; delete the token";

    public static string Of(RepairPlan plan) => string.Join("; ", plan.Steps.Select(Of));

    private static string Of(RepairStep step) => step.Action switch
    {
        null => step.IsByHand ? "by hand" : "proof",
        BindRole bind => $"bind {bind.Binding} to {bind.Subject.Kind} {bind.Subject.Name}",
        ApproveCsr approve => $"approve {approve.Certificate}",
        DeleteCsrs delete => $"delete {delete.Csrs.Count} CSRs",
        IssueToken issue => $"token for {issue.Group}",
        RevokeToken => "delete the token",
        RunService run => run.Command,
        Configure configure => $"configure {string.Join(", ", configure.Fields.Select(f => $"{f.Field}={f.Value?.ToString() ?? "none"}"))}",
        WriteKubeconfig write => $"write {write.Path}",
        MoveAway away => $"away {string.Join(' ', away.Paths)}",
        PutBack back => $"put back {back.Path}",
        Link link => $"link {link.Path} to {link.Target}",
        MakeDated dated => $"date {dated.Path} as {dated.Dated}",
        AppendCertificates append => $"append to {append.Path}",
        RestoreAccess restore => $"restore {restore.Directory}",
        _ => throw new InvalidOperationException($"{step.Action.GetType().Name} has no words"),
    };
}
