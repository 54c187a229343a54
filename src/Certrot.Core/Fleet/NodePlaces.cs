using Certrot.Kubernetes;

namespace Certrot.Fleet;

/// <summary>Where a node belongs, by its labels.</summary>
internal static class NodePlaces
{
    /// <summary>Set by cloud controllers; the second is its name before 1.17 (staging/src/k8s.io/api/core/v1/well_known_labels.go).</summary>
    private static readonly string[] zones = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];

    /// <summary>EKS, GKE, AKS (new and old name), Karpenter, Cluster API, kOps, DigitalOcean, Scaleway, OVHcloud and Gardener.</summary>
    private static readonly string[] pools =
    [
        "eks.amazonaws.com/nodegroup", "cloud.google.com/gke-nodepool", "kubernetes.azure.com/agentpool", "agentpool", "karpenter.sh/nodepool",
        "cluster.x-k8s.io/deployment-name", "kops.k8s.io/instancegroup", "doks.digitalocean.com/node-pool", "k8s.scaleway.com/pool-name", "nodepool", "worker.gardener.cloud/pool",
    ];

    public static string? Zone(Node node) => First(node, zones);

    public static string? Pool(Node node, string? label) => label is null ? First(node, pools) : First(node, [label]);

    private static string? First(Node node, string[] labels)
    {
        foreach (var label in labels)
        {
            if (node.Meta.Labels.TryGetValue(label, out var value) && value.Length > 0) return value;
        }

        return null;
    }
}
