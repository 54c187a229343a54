namespace Certrot.Collect;

/// <summary>Nothing usable is at a path. The message is for the operator: what failed, on what, and what to do.</summary>
/// <param name="message">What failed, on what, and what to do.</param>
public sealed class UnreadableBundleException(string message) : Exception(message);
