using Certrot.Evidence;

namespace Certrot.Metrics;

/// <summary>Placeholder, replaced when the readers are merged.</summary>
public static class MetricReader
{
    /// <summary>Placeholder.</summary>
    public static MetricSet Read(Stream text, string path, ICollection<ReadProblem> problems)
    {
        text.CopyTo(Stream.Null);
        return new MetricSet(new Source(path), []);
    }
}
