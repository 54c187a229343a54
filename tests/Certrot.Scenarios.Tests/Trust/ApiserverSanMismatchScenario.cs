using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Trust;

internal sealed class ApiserverSanMismatchScenario : CauseScenario
{
    public override string Cause => "apiserver-san-mismatch";

    public override string NearMissIs => "serving-self-signed";

    /// <summary>The kubeconfig was moved to a load balancer's name that the API server's certificate does not have. Kubelet 1.20.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario { Server = "https://k8s-api.example.com:6443" };
        s.Kubeconfig = s.KubeconfigWith(s.Kubeconfig["users"]![0]!["user"]!.DeepClone().AsObject());
        s.NodeLostSince(s.Now.AddMinutes(-50));
        return s.CallsFail(20, TimeSpan.FromMinutes(50),
            "x509: certificate is valid for cp-1, kubernetes, kubernetes.default, kubernetes.default.svc, kubernetes.default.svc.cluster.local, not k8s-api.example.com");
    }

    /// <summary>Port 10250 in the message: the API server calls the kubelet, whose self-signed certificate names no address.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario { Serving = null };
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        s.WithFile("node/serving.pem", SelfSigned.Of(s, s.Now.AddDays(-100)).Pem);
        s.ApiServerLog.Add(s.Klog('E', TimeSpan.FromMinutes(3), "status.go:71",
            $"apiserver received an error that is not an metav1.Status: &url.Error{{Op:\"Get\", URL:\"https://{s.Address}:10250/containerLogs/default/web-0/web\"}}: Get \"https://{s.Address}:10250/containerLogs/default/web-0/web\": x509: cannot validate certificate for {s.Address} because it doesn't contain any IP SANs"));
        return s;
    }
}
