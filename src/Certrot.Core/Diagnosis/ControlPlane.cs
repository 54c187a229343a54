using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Diagnosis;

/// <summary>What is known of the components that approve and sign.</summary>
public sealed class ControlPlane
{
    private readonly NodeEvidence evidence;

    internal ControlPlane(NodeEvidence evidence)
    {
        this.evidence = evidence;
        ControllerManagers = PodsOf("kube-controller-manager");
        ApiServers = PodsOf("kube-apiserver");
        ControllerManagerLease = evidence.Cluster.Leases?.FirstOrDefault(l => l.Meta is { Name: "kube-controller-manager", Namespace: null or "kube-system" });
    }

    /// <summary>Static pods of kube-controller-manager.</summary>
    public IReadOnlyList<Pod> ControllerManagers { get; }

    /// <summary>Static pods of kube-apiserver.</summary>
    public IReadOnlyList<Pod> ApiServers { get; }

    /// <summary>The leader lease of kube-controller-manager, or null.</summary>
    public Lease? ControllerManagerLease { get; }

    /// <summary>
    /// Whether kube-controller-manager has no leader: its lease was not renewed for a minute (and three lease durations). Null where no lease was collected.
    /// Leaders renew every two seconds by default (component-base/config/v1alpha1 RecommendedDefaultLeaderElectionConfiguration).
    /// </summary>
    public bool? LeaderIsGone
    {
        get
        {
            if (ControllerManagerLease?.Renewed is not { } renewed) return null;
            var allowed = TimeSpan.FromSeconds(Math.Max(60, 3 * (ControllerManagerLease.DurationSeconds ?? 15)));
            return evidence.CollectedAt - renewed > allowed;
        }
    }

    /// <summary>Whether every pod of kube-controller-manager is down (waiting or not running); null where none was collected.</summary>
    public bool? ControllerManagerPodsDown =>
        ControllerManagers.Count == 0 ? null : ControllerManagers.All(p => p.Containers.All(c => c.WaitingReason is not null || (c.RunningSince is null && c.Ready == false)));

    /// <summary>The first pod of kube-controller-manager that is down, or null.</summary>
    public Pod? BrokenControllerManager => ControllerManagers.FirstOrDefault(p => p.Containers.Any(c => c.WaitingReason is not null));

    /// <summary>A flag of kube-controller-manager, with the pod that has it; null where it is not set or the pods were not collected.</summary>
    public string? ControllerManagerFlag(string name) => Flag(ControllerManagers, name);

    /// <summary>How long certificates are signed for, by kube-controller-manager's flag; null where it is not set, no duration, or the pods were not collected.</summary>
    public TimeSpan? SigningDuration => Kubernetes.GoDuration.Parse(ControllerManagerFlag(SigningDurationFlag));

    /// <summary>A quote of <see cref="SigningDuration"/>, or of the flag's absence; null where the pods were not collected.</summary>
    public Quote? SigningDurationQuote => ControllerManagers.Count == 0 ? null : FlagQuote(ControllerManagers[0], SigningDurationFlag);

    /// <summary>Its name; before 1.19 and until 1.25 also the second (cmd/kube-controller-manager/app/options/csrsigningcontroller.go).</summary>
    private string SigningDurationFlag => ControllerManagerFlag("cluster-signing-duration") is null && ControllerManagerFlag("experimental-cluster-signing-duration") is not null ? "experimental-cluster-signing-duration" : "cluster-signing-duration";

    /// <summary>A flag of kube-apiserver; null where it is not set or the pods were not collected.</summary>
    public string? ApiServerFlag(string name) => Flag(ApiServers, name);

    /// <summary>
    /// Whether kube-apiserver takes bearer tokens of kubelets: <c>--enable-bootstrap-token-auth</c> (off by default, pkg/kubeapiserver/options/authentication.go)
    /// or <c>--token-auth-file</c>. Null where its command line was not collected.
    /// </summary>
    public bool? AcceptsTokens =>
        ApiServers.Count == 0 ? null
            : ApiServerFlag("token-auth-file") is not null || ApiServers.Any(p => p.Containers.Any(c => CommandLine.Switch(c.CommandLine, "enable-bootstrap-token-auth") == true));

    /// <summary>Whether the command line of kube-controller-manager is known.</summary>
    public bool ControllerManagerFlagsKnown => ControllerManagers.Any(p => p.Containers.Any(c => c.CommandLine.Count > 1));

    /// <summary>Whether <c>--controllers</c> switches a controller off: names and old aliases as in cmd/kube-controller-manager/names. Null where flags are not known.</summary>
    public bool? IsSwitchedOff(params ReadOnlySpan<string> names)
    {
        if (!ControllerManagerFlagsKnown) return null;
        if (ControllerManagerFlag("controllers") is not { } list) return false;
        var star = false;
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "*") star = true;
            foreach (var name in names)
            {
                if (part == name) return false;
                if (part.Length > 1 && part[0] == '-' && part.AsSpan(1).SequenceEqual(name)) return true;
            }
        }

        return !star;
    }

    /// <summary>A quote of a pod's flag.</summary>
    public static Quote FlagQuote(Pod pod, string name)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var line = pod.Containers.SelectMany(c => c.CommandLine).FirstOrDefault(a => a.StartsWith($"--{name}", StringComparison.Ordinal));
        return new Quote(pod.Meta.Source, line ?? $"{pod.Meta.Name}: --{name} is not set");
    }

    private static string? Flag(IReadOnlyList<Pod> pods, string name)
    {
        foreach (var pod in pods)
        {
            foreach (var container in pod.Containers)
            {
                if (CommandLine.Flag(container.CommandLine, name) is { } value) return value;
            }
        }

        return null;
    }

    private List<Pod> PodsOf(string component) =>
        [.. (evidence.Cluster.Pods ?? []).Where(p => p.Meta.Labels.TryGetValue("component", out var c) ? c == component : p.Containers.Any(x => x.Name == component))];
}
