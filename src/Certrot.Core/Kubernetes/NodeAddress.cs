namespace Certrot.Kubernetes;

/// <summary>An address of a Node.</summary>
/// <param name="Type">Such as <c>InternalIP</c> or <c>Hostname</c>.</param>
/// <param name="Address">The address.</param>
public sealed record NodeAddress(string Type, string Address);
