namespace Certrot.Collect.NodeAccess;

/// <summary>Ways to a node's own evidence.</summary>
public enum NodeAccessKind
{
    /// <summary>What the situation allows.</summary>
    Auto,

    /// <summary>None: the API and the serving port only.</summary>
    None,

    /// <summary>This machine is the node.</summary>
    Local,

    /// <summary>OpenSSH's client.</summary>
    Ssh,

    /// <summary>A pod on the node that lives as long as the reading takes. Never taken by itself: it changes the cluster.</summary>
    Pod,

    /// <summary>The API server's proxy to the kubelet.</summary>
    Proxy,
}
