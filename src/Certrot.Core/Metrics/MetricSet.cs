using Certrot.Evidence;

namespace Certrot.Metrics;

/// <summary>Samples of a Prometheus text exposition, by series name. Labels are kept as they are written.</summary>
public sealed class MetricSet(Source source, IReadOnlyList<MetricSample> samples)
{
    /// <summary>Where they were read, and when where that is not when everything else was.</summary>
    public Source Source { get; } = source;

    /// <summary>All samples, in file order.</summary>
    public IReadOnlyList<MetricSample> Samples { get; } = samples;

    /// <summary>The same samples, as read at a time, in UTC: gauges of what is left count from then.</summary>
    public MetricSet At(DateTimeOffset time) => new(Source with { Time = time }, Samples);

    /// <summary>The first sample of a name, whatever its labels, or null.</summary>
    public MetricSample? Find(string name) => Samples.FirstOrDefault(s => s.Name == name);
}
