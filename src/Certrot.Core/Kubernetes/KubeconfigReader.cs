using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>Placeholder, replaced when the readers are merged.</summary>
public static class KubeconfigReader
{
    /// <summary>Placeholder.</summary>
    public static Kubeconfig? Read(ReadOnlyMemory<byte> yaml, string path, ICollection<ReadProblem> problems) =>
        new() { Source = new Source(path) };
}
