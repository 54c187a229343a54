namespace Certrot.Reports;

/// <summary>Something that happened, or will.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind"><c>certificate</c>, <c>csr</c>, <c>log</c>, <c>event</c>, <c>node</c>, <c>control-plane</c>, <c>now</c> or <c>future</c>.</param>
/// <param name="Text">What.</param>
/// <param name="Source">Where it stands; null for what was computed.</param>
/// <param name="Problem">Whether it belongs to the trouble.</param>
public sealed record TimelineEntry(DateTimeOffset Time, string Kind, string Text, string? Source = null, bool Problem = false);
