using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Bootstrap;

public sealed class BootstrapFacesTests
{
    private const string Current = "/var/lib/kubelet/pki/kubelet-client-current.pem";

    [Theory]
    // The new certificate came after the last refusal, or so shortly before it that the kubelet's connections are still the old ones.
    [InlineData(5, 20, false)]
    [InlineData(8, 3, false)]
    [InlineData(60, 3, true)]
    public void What_a_kubelet_was_told_without_a_certificate_says_nothing_of_the_one_that_it_has_now(int stored, int refused, bool shown)
    {
        var s = new NodeScenario();
        var now = s.Now;
        s.Client = s.Ca.IssueKubeletClient(s.Node, now.AddMinutes(-6), now.AddDays(365));
        s.HostFiles = [NodeScenario.HostFile("/etc/kubernetes/kubelet.conf", "-rw-------", now.AddSeconds(-stored)), NodeScenario.HostFile(Current, "-rw-------", now.AddSeconds(-stored))];
        s.Nodes.RemoveAt(0);
        s.KubeletLog.Clear();
        for (var ago = 180; ago >= refused; ago -= 7)
            s.KubeletLog.Add(s.Klog('E', TimeSpan.FromSeconds(ago), "reflector.go:138", $"k8s.io/kubernetes/pkg/kubelet/kubelet.go:438: Failed to watch *v1.Node: failed to list *v1.Node: nodes \"{s.Node}\" is forbidden: User \"system:anonymous\" cannot list resource \"nodes\" in API group \"\" at the cluster scope"));
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromSeconds(refused), "reflector.go:138", $"k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.CSINode: csinodes.storage.k8s.io \"{s.Node}\" is forbidden: User \"system:anonymous\" cannot list resource \"csinodes\" in API group \"storage.k8s.io\" at the cluster scope"));

        Assert.Equal(shown, s.Diagnose().RootCause.Id == "auth-anonymous");
    }
}
