using Certrot.Fleet;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

public sealed class NodePlacesTests
{
    [Theory]
    [InlineData("""{"topology.kubernetes.io/zone":"new"}""", "new")]
    [InlineData("""{"failure-domain.beta.kubernetes.io/zone":"old"}""", "old")]
    [InlineData("""{"failure-domain.beta.kubernetes.io/zone":"old","topology.kubernetes.io/zone":"new"}""", "new")]
    [InlineData("""{"topology.kubernetes.io/zone":"","failure-domain.beta.kubernetes.io/zone":"old"}""", "old")]
    [InlineData("""{"topology.kubernetes.io/region":"eu"}""", null)]
    public void A_zone_is_told_by_the_label_of_today_before_that_of_old(string labels, string? zone) => Assert.Equal(zone, Row(labels).Zone);

    [Theory]
    [InlineData("eks.amazonaws.com/nodegroup")]
    [InlineData("cloud.google.com/gke-nodepool")]
    [InlineData("kubernetes.azure.com/agentpool")]
    [InlineData("agentpool")]
    [InlineData("karpenter.sh/nodepool")]
    [InlineData("cluster.x-k8s.io/deployment-name")]
    [InlineData("kops.k8s.io/instancegroup")]
    [InlineData("doks.digitalocean.com/node-pool")]
    [InlineData("k8s.scaleway.com/pool-name")]
    [InlineData("nodepool")]
    [InlineData("worker.gardener.cloud/pool")]
    public void A_pool_is_told_by_the_label_of_any_provider(string label) => Assert.Equal("general", Row($$"""{"{{label}}":"general"}""").Pool);

    [Theory]
    [InlineData("""{"team":"blue","agentpool":"general"}""", "blue")]
    [InlineData("""{"agentpool":"general"}""", null)]
    [InlineData("""{"team":"","agentpool":"general"}""", null)]
    public void The_label_that_is_named_alone_tells_the_pool(string labels, string? pool) => Assert.Equal(pool, Row(labels, "team").Pool);

    [Fact]
    public void A_node_without_labels_is_in_no_place() => Assert.Equal((null, null), (Row("{}").Zone, Row("{}").Pool));

    private static FleetNodeReport Row(string labels, string? pool = null) => new FleetJudge(new FleetOptions { PoolLabel = pool }).Judge(Observed.Cluster(Observed.Node("a", labels: labels))).Nodes[0];
}
