namespace Certrot.Evidence;

/// <summary>The kubelet's process.</summary>
/// <param name="Running">Whether it ran when the evidence was collected; null where not told.</param>
/// <param name="ExitCode">Exit code of the last run, where it ended.</param>
/// <param name="CommandLine">Arguments, the program first.</param>
/// <param name="StartedAt">Start of the process, in UTC; null where not told.</param>
/// <param name="Environment">Proxy variables of the process; null where not told.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="State">Its state as the kernel names it, such as <c>S (sleeping)</c> (proc(5), /proc/PID/status); null where not told.</param>
/// <param name="Service">State of its systemd unit, such as <c>active (running)</c> or <c>activating (auto-restart)</c> (org.freedesktop.systemd1(5), ActiveState and SubState), or why it cannot be started: <c>masked</c>, <c>not-found</c>, <c>bad-setting</c> or <c>error</c> (LoadState); null where not told.</param>
/// <param name="Restarts">How often systemd started it again by itself (the same source, NRestarts); null where not told.</param>
public sealed record KubeletProcess(
    bool? Running,
    int? ExitCode,
    IReadOnlyList<string> CommandLine,
    DateTimeOffset? StartedAt,
    IReadOnlyDictionary<string, string>? Environment,
    Source Source,
    string? State = null,
    string? Service = null,
    int? Restarts = null)
{
    /// <summary>Whether a signal or a debugger holds it: it is there and does nothing.</summary>
    public bool IsStopped => Running == true && State is ['T' or 't', ..];

    /// <summary>Whether systemd cannot start it: the unit is masked, is not there, or cannot be read.</summary>
    public bool CannotBeStarted => Service is "masked" or "not-found" or "bad-setting" or "error";

    /// <summary>Whether it ends by itself, and systemd starts it again and again.</summary>
    public bool IsStartedAgain => Service is "activating (auto-restart)" or "activating (auto-restart-queued)";
}
