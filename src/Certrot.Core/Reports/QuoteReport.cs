namespace Certrot.Reports;

/// <summary>A piece of evidence.</summary>
/// <param name="Source">File, with the line where there is one: <c>node/kubelet.log:120</c>.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Time">When; null where it has no time.</param>
public sealed record QuoteReport(string Source, string Text, DateTimeOffset? Time = null);
