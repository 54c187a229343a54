using Certrot.Evidence;

namespace Certrot.Metrics;

/// <summary>Samples of a Prometheus text exposition, by series name. Labels are kept as they are written.</summary>
public sealed class MetricSet(Source source, IReadOnlyList<MetricSample> samples)
{
    /// <summary>Where they were read.</summary>
    public Source Source { get; } = source;

    /// <summary>All samples, in file order.</summary>
    public IReadOnlyList<MetricSample> Samples { get; } = samples;

    /// <summary>The first sample of a name, whatever its labels, or null.</summary>
    public MetricSample? Find(string name) => Samples.FirstOrDefault(s => s.Name == name);
}
