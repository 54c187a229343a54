namespace Certrot.Kubernetes;

/// <summary>A condition of a CSR.</summary>
/// <param name="Type"><c>Approved</c>, <c>Denied</c> or <c>Failed</c>.</param>
/// <param name="Reason">Machine-readable reason.</param>
/// <param name="Message">Text for people.</param>
/// <param name="LastUpdate">When it was set, in UTC.</param>
public sealed record CsrCondition(string Type, string? Reason, string? Message, DateTimeOffset? LastUpdate);
