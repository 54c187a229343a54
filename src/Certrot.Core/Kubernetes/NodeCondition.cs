namespace Certrot.Kubernetes;

/// <summary>A condition of a Node. Times are the API server's and kubelet's, in UTC.</summary>
/// <param name="Type">Such as <c>Ready</c>.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">Machine-readable reason.</param>
/// <param name="Message">Text for people.</param>
/// <param name="LastHeartbeat">When the kubelet last posted it.</param>
/// <param name="LastTransition">When the status last changed.</param>
public sealed record NodeCondition(
    string Type, string Status, string? Reason, string? Message, DateTimeOffset? LastHeartbeat, DateTimeOffset? LastTransition);
