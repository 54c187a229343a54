namespace Certrot.Server.History;

/// <summary>A node as it was recorded last. Times are UTC.</summary>
/// <param name="Context">The cluster.</param>
/// <param name="Node">The node.</param>
/// <param name="Judged">What it was judged.</param>
/// <param name="Ready">Its Ready condition; null where it has none.</param>
/// <param name="ClientNotAfter">End of its client certificate; null where it was never known.</param>
/// <param name="ServingNotAfter">End of its serving certificate; null where it was never known.</param>
/// <param name="FirstSeen">When it was seen first.</param>
/// <param name="VerdictSince">Since when it has this verdict.</param>
/// <param name="FailingSince">Since when it fails; null where it does not.</param>
public sealed record NodeState(string Context, string Node, VerdictAndCause Judged, string? Ready, DateTimeOffset? ClientNotAfter, DateTimeOffset? ServingNotAfter, DateTimeOffset FirstSeen, DateTimeOffset VerdictSince, DateTimeOffset? FailingSince);
