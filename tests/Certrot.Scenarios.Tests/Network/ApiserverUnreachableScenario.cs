using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Network;

internal sealed class ApiserverUnreachableScenario : CauseScenario
{
    public override string Cause => "apiserver-unreachable";

    public override string NearMissIs => "apiserver-wrong-endpoint";

    /// <summary>A firewall drops what the node sends to the control-plane endpoint. Kubelet 1.24.</summary>
    public override NodeScenario Build() => CutOff("10.0.0.10:6443");

    /// <summary>The endpoint moved, and the node still calls the old address.</summary>
    public override NodeScenario NearMiss() => CutOff("10.0.0.20:6443");

    private static NodeScenario CutOff(string endpoint)
    {
        var s = new NodeScenario();
        s.ConfigMaps.Add(NodeScenario.ConfigMap("kubeadm-config", "ClusterConfiguration", $"apiVersion: kubeadm.k8s.io/v1beta3\nclusterName: kubernetes\ncontrolPlaneEndpoint: {endpoint}\nkind: ClusterConfiguration\n"));
        s.NodeLostSince(s.Now.AddMinutes(-35));
        return s.CallsFail(24, TimeSpan.FromMinutes(35), "dial tcp 10.0.0.10:6443: i/o timeout");
    }
}
