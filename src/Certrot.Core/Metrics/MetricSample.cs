namespace Certrot.Metrics;

/// <summary>One sample.</summary>
/// <param name="Name">Series name.</param>
/// <param name="Labels">Text between the braces; empty where there are none.</param>
/// <param name="Value">Value; <c>+Inf</c>, <c>-Inf</c> and <c>NaN</c> included.</param>
/// <param name="Line">Line, counted from 1.</param>
public sealed record MetricSample(string Name, string Labels, double Value, int Line);
