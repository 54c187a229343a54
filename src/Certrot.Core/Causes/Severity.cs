namespace Certrot.Causes;

/// <summary>How bad a cause is for the cluster, least first.</summary>
public enum Severity
{
    /// <summary>Nothing is lost.</summary>
    Info,

    /// <summary>A nuisance.</summary>
    Low,

    /// <summary>logs, exec and metrics of a node fail, or will.</summary>
    Medium,

    /// <summary>A node is lost, or will be.</summary>
    High,

    /// <summary>Nodes are lost now, or every node will be.</summary>
    Critical,
}
