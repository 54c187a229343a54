using Certrot.Fleet;

namespace Certrot.Collect.Fleet;

/// <summary>A node that is watched. Times are those of this machine's clock.</summary>
/// <param name="seen">What was seen of it.</param>
internal sealed class FollowedNode(ObservedNode seen)
{
    /// <summary>What was seen of it last.</summary>
    public ObservedNode Seen { get; set; } = seen;

    /// <summary>Whether it has to be told.</summary>
    public bool IsNews { get; set; } = true;

    /// <summary>Until when news of it waits for what its kubelet answers; it is over when the kubelet has.</summary>
    public DateTimeOffset WaitsUntil { get; set; }

    /// <summary>When it is told at the latest.</summary>
    public DateTimeOffset TellAt { get; set; }

    /// <summary>When its kubelet is asked again.</summary>
    public DateTimeOffset AskAt { get; set; }

    /// <summary>When it is looked at more closely; null for not at all.</summary>
    public DateTimeOffset? LookAt { get; set; }

    /// <summary>Whether somebody asks it or looks at it now.</summary>
    public bool IsBusy { get; set; }
}
