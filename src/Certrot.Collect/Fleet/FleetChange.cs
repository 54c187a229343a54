using Certrot.Fleet;

namespace Certrot.Collect.Fleet;

/// <summary>What has changed in a cluster that is watched; at times only what cannot be read, or the time.</summary>
/// <param name="Cluster">What concerns the whole cluster, with the time that the nodes were seen at; its list of nodes is empty, and null where they could not be listed yet.</param>
/// <param name="Nodes">The nodes that have to be judged anew: those that changed, and those that were not judged for some minutes.</param>
/// <param name="Gone">Names of the nodes that are no more.</param>
public sealed record FleetChange(FleetEvidence Cluster, IReadOnlyList<ObservedNode> Nodes, IReadOnlyList<string> Gone);
