using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.States;

internal sealed class InsufficientEvidenceScenario : CauseScenario
{
    public override string Cause => "insufficient-evidence";

    public override string? Certificate => null;

    public override string Verdict => Verdicts.Undetermined;

    public override string NearMissIs => "apiserver-dns-failure";

    /// <summary>All there is are lines of <c>systemctl status</c>, cut off where they would tell why.</summary>
    public override NodeScenario Build() => Alone(
        "E0615 11:59:51.100000    1234 kubelet_node_status.go:447] Error updating node status, will retry: error getting node \"worker-1\": Get \"https://api.prod.exam>",
        "E0615 11:59:53.100000    1234 controller.go:144] failed to ensure lease exists, will retry in 7s, error: Get \"https://api.prod.example.com:6443/apis/coord>");

    /// <summary>The same lines, whole.</summary>
    public override NodeScenario NearMiss() => Alone(
        "E0615 11:59:51.100000    1234 kubelet_node_status.go:447] Error updating node status, will retry: error getting node \"worker-1\": Get \"https://api.prod.example.com:6443/api/v1/nodes/worker-1?timeout=10s\": dial tcp: lookup api.prod.example.com on 10.0.0.2:53: no such host",
        "E0615 11:59:53.100000    1234 controller.go:144] failed to ensure lease exists, will retry in 7s, error: Get \"https://api.prod.example.com:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\": dial tcp: lookup api.prod.example.com on 10.0.0.2:53: no such host");

    private static NodeScenario Alone(params string[] lines)
    {
        var s = new NodeScenario();
        s.KubeletLog.Clear();
        s.KubeletLog.AddRange(lines);
        foreach (var path in new[] { "cluster/", "node/pki/", "node/config.yaml", "node/kubelet.conf", "node/ca.crt", "node/files.json", "node/process.json", "node/disk.json", "node/clock.json", "node/serving.pem" })
            s.Without(path);
        return s;
    }
}
