using Certrot.Diagnosis;

namespace Certrot.Repair.Actions;

/// <summary>Approves the newest pending CSR of a node, where the policy lets it pass; waits for one, and is content where somebody else approves it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Certificate">For which certificate.</param>
public sealed record ApproveCsr(string Node, CertificateKind Certificate) : ClusterAction;
