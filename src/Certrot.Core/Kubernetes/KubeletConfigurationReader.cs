using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>Placeholder, replaced when the readers are merged.</summary>
public static class KubeletConfigurationReader
{
    /// <summary>Placeholder.</summary>
    public static KubeletConfiguration? Read(ReadOnlyMemory<byte> yaml, string path, ICollection<ReadProblem> problems) =>
        new() { Source = new Source(path) };
}
