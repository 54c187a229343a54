namespace Certrot.Evidence;

/// <summary>The kubelet's process.</summary>
/// <param name="Running">Whether it ran when the evidence was collected; null where not told.</param>
/// <param name="ExitCode">Exit code of the last run, where it ended.</param>
/// <param name="CommandLine">Arguments, the program first.</param>
/// <param name="StartedAt">Start of the process, in UTC; null where not told.</param>
/// <param name="Environment">Proxy variables of the process; null where not told.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="State">Its state as the kernel names it, such as <c>S (sleeping)</c> (proc(5), /proc/PID/status); null where not told.</param>
public sealed record KubeletProcess(
    bool? Running,
    int? ExitCode,
    IReadOnlyList<string> CommandLine,
    DateTimeOffset? StartedAt,
    IReadOnlyDictionary<string, string>? Environment,
    Source Source,
    string? State = null)
{
    /// <summary>Whether a signal or a debugger holds it: it is there and does nothing.</summary>
    public bool IsStopped => Running == true && State is ['T' or 't', ..];
}
