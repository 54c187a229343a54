namespace Certrot.Repair;

/// <summary>
/// When a step has its turn. A cluster that was off for longer than its certificates were valid comes back in this order alone: a kubelet asks for a serving
/// certificate with its client certificate, and registers its addresses before.
/// </summary>
public enum RepairPhase
{
    /// <summary>What all nodes need: bindings, the control plane.</summary>
    Cluster,

    /// <summary>Client certificates.</summary>
    Client,

    /// <summary>Serving certificates.</summary>
    Serving,

    /// <summary>The proof that rotation works.</summary>
    Proof,
}
