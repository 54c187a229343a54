using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Rbac;
using Certrot.Repair.Actions;

namespace Certrot.Repair;

/// <summary>When a repair would make things worse.</summary>
internal static class Refusals
{
    /// <summary>The signer backdates certificates by five minutes (pkg/controller/certificates/signer/signer.go): with a clock further off, a new one is not yet valid, or judged wrongly.</summary>
    private static readonly TimeSpan LargestOffset = TimeSpan.FromMinutes(5);

    /// <summary>Why the plan must not be carried out; null where it may.</summary>
    public static string? Of(Situation s, Cause cause, IReadOnlyList<RepairStep> steps)
    {
        var actions = steps.Select(step => step.Action).OfType<RepairAction>().ToList();
        if (actions.Count == 0) return null;
        return Nobody(s) ?? Clock(s) ?? Machine(s, cause, actions) ?? Service(s, actions) ?? Authority(s, actions);
    }

    private static string? Nobody(Situation s) => s.Evidence.NodeName is null ? "the evidence does not tell which node it is of" : null;

    private static string? Clock(Situation s) =>
        s.ClockOffset is { } offset && offset.Duration() > LargestOffset
            ? $"the clock of {s.Names.Node} is {Durations.Short(offset.Duration())} {(offset > TimeSpan.Zero ? "ahead" : "behind")}: certificates are judged by it, so set it right first (timedatectl set-ntp true; chronyc makestep)"
            : null;

    private static string? Machine(Situation s, Cause cause, List<RepairAction> actions)
    {
        if (!actions.Exists(a => a is NodeAction)) return null;
        if (s.Evidence.Host.Files is null) return $"{s.Names.Node} itself was not looked into, and the plan changes it: give --node-access ssh with an account that is root or may use sudo without a password, or run certrot fix --local there";
        // Another machine than meant would be changed.
        var other = s.Client.CurrentFile?.Leaf?.Subject.CommonName is { } name && name.StartsWith(Identity.NodePrefix, StringComparison.Ordinal) && name[Identity.NodePrefix.Length..] is var found && found != s.Names.Node ? found : null;
        return other is not null && cause.Id != "node-name-mismatch" ? $"the machine that was reached has the certificate of node {other}, not of {s.Names.Node}: see --ssh-host" : null;
    }

    /// <summary>What is to be restarted at the end must be able to.</summary>
    private static string? Service(Situation s, List<RepairAction> actions)
    {
        if (s.Evidence.Host.Process is not { CannotBeStarted: true, Service: { } state } || !actions.OfType<RunService>().Any(a => a.Command.StartsWith("systemctl ", StringComparison.Ordinal))) return null;
        return state switch
        {
            "masked" => $"the unit {s.Names.Unit} of {s.Names.Node} is masked: somebody wants that the kubelet does not run; where that is over, systemctl unmask {s.Names.Unit} first",
            "not-found" => $"systemd on {s.Names.Node} knows no unit {s.Names.Unit}: the kubelet is started in another way, and the plan restarts it",
            _ => $"systemd on {s.Names.Node} cannot read the unit {s.Names.Unit} ({state}): see systemctl status {s.Names.Unit}",
        };
    }

    private static string? Authority(Situation s, List<RepairAction> actions)
    {
        if (s.ClusterCas.OrderByDescending(c => c.NotAfter).FirstOrDefault() is not { } ca) return null;
        foreach (var approval in actions.OfType<ApproveCsr>())
        {
            var state = approval.Certificate == CertificateKind.Client ? s.Client : s.Serving;
            var end = $"{ca.NotAfter:yyyy-MM-dd HH:mm} UTC";
            if (ca.NotAfter <= s.Now) return $"the cluster's CA {ca.Subject.Text} has ended at {end}: what it signs is worth nothing; renew the CA first";
            if (state.Certificate is { } present && present.IsValidAt(s.Now) && present.NotAfter > ca.NotAfter)
                return $"the cluster's CA {ca.Subject.Text} ends at {end}, before the {state.Name} certificate in use ({present.NotAfter:yyyy-MM-dd HH:mm} UTC): a new one would be cut to the CA's end; renew the CA first";
        }

        return null;
    }
}
