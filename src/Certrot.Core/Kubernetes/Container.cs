namespace Certrot.Kubernetes;

/// <summary>A container of a Pod with its state.</summary>
public sealed record Container
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Image.</summary>
    public string Image { get; init; } = "";

    /// <summary><c>command</c> followed by <c>args</c>.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>Whether it is ready; null where the status does not tell.</summary>
    public bool? Ready { get; init; }

    /// <summary>Restarts.</summary>
    public int RestartCount { get; init; }

    /// <summary>Reason of the waiting state, such as <c>CrashLoopBackOff</c>; null where it is not waiting.</summary>
    public string? WaitingReason { get; init; }

    /// <summary>Message of the waiting or terminated state.</summary>
    public string? StateMessage { get; init; }

    /// <summary>When the running state began, in UTC; null where it is not running.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>Exit code of the current or last terminated state.</summary>
    public int? ExitCode { get; init; }
}
