namespace Certrot.Approval.Policy;

/// <summary>Who vouches for the names and addresses of a node.</summary>
public enum NameSource
{
    /// <summary>The inventory file. It has the last word on nodes that stand in it.</summary>
    Inventory,

    /// <summary>The Machine of Cluster API or OpenShift. It has the last word on nodes that it made.</summary>
    Machine,

    /// <summary>The certificate that the kubelet shows on its port now, from the right CA and for the same node.</summary>
    LiveCertificate,

    /// <summary>The addresses of the Node's status, which a kubelet writes itself.</summary>
    NodeStatus,
}
