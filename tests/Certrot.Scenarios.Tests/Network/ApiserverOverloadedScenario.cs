using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Network;

internal sealed class ApiserverOverloadedScenario : CauseScenario
{
    public override string Cause => "apiserver-overloaded";

    public override string NearMissIs => "apiserver-unreachable";

    /// <summary>etcd does not keep up: the API server answers, with 5xx and 429. Kubelet 1.36.</summary>
    public override NodeScenario Build() => Due().With(s =>
    {
        s.CallsAreAnswered(36, TimeSpan.FromMinutes(18), "etcdserver: request timed out");
        s.CsrCannotBeCreated(36, TimeSpan.FromMinutes(18), "the server is currently unable to handle the request (post certificatesigningrequests.certificates.k8s.io)");
    });

    /// <summary>There is no answer at all.</summary>
    public override NodeScenario NearMiss() => Due().With(s =>
    {
        s.CallsFail(36, TimeSpan.FromMinutes(18), "dial tcp 10.0.0.10:6443: connect: connection timed out");
        s.CsrCannotBeCreated(36, TimeSpan.FromMinutes(18), s.PostCsr("dial tcp 10.0.0.10:6443: connect: connection timed out"));
    });

    private static NodeScenario Due()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-320), s.Now.AddDays(45));
        return s.NodeLostSince(s.Now.AddMinutes(-18));
    }
}
