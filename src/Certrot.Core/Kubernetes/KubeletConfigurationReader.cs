using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>Stands in until the reader is merged.</summary>
public static class KubeletConfigurationReader
{
    /// <summary>Reads nothing.</summary>
    public static KubeletConfiguration? Read(ReadOnlyMemory<byte> content, string path, ICollection<ReadProblem> problems) => null;
}
