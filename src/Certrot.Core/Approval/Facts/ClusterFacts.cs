namespace Certrot.Approval.Facts;

/// <summary>What decisions need to know of a cluster.</summary>
public sealed class ClusterFacts
{
    /// <summary>The nodes.</summary>
    public NodeDirectory Nodes { get; } = new();

    /// <summary>Why the nodes are not known; null where they are. Nothing is approved then.</summary>
    public string? NodesProblem { get; set; }

    /// <summary>Names and addresses of the cluster itself.</summary>
    public ReservedNames Reserved { get; set; } = new();

    /// <summary>Machines; null where the policy reads none.</summary>
    public MachineDirectory? Machines { get; set; }

    /// <summary>Why the Machines are not known although the policy reads them; null where they are, or need not be. Nothing is approved then.</summary>
    public string? MachinesProblem { get; set; }
}
