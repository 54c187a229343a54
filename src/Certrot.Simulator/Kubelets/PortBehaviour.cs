namespace Certrot.Simulator.Kubelets;

/// <summary>What a kubelet's port does.</summary>
internal enum PortBehaviour
{
    /// <summary>It speaks TLS.</summary>
    Serves,

    /// <summary>It takes the connection and says nothing.</summary>
    Stalls,

    /// <summary>It says what is no TLS.</summary>
    Garbage,

    /// <summary>Nobody listens.</summary>
    Refuses,
}
