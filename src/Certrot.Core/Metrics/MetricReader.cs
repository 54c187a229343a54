using Certrot.Evidence;

namespace Certrot.Metrics;

/// <summary>Stands in until the reader is merged.</summary>
public static class MetricReader
{
    /// <summary>Reads nothing.</summary>
    public static MetricSet Read(Stream text, string path, ICollection<ReadProblem> problems) => new(new(path), []);
}
