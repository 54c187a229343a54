using System.Text;
using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Core.Tests.Kubernetes;

public sealed class CsrReadingTests
{
    private readonly List<ReadProblem> problems = [];

    private List<CertificateSigningRequest> Read(string text, string? nodeName) =>
        ApiObjectReader.CertificateSigningRequests(new MemoryStream(Encoding.UTF8.GetBytes(text)), "cluster/csr.json", problems, nodeName);

    [Fact]
    public void The_nodes_own_and_its_bootstrap_request_are_kept()
    {
        var csrs = Read(Recorded.Csrs, "worker-1");

        Assert.Empty(problems);
        Assert.Equal(["csr-d6kzt", "csr-h9sz8"], csrs.Select(c => c.Meta.Name));
        var (serving, client) = (csrs[0], csrs[1]);
        Assert.Equal(("system:node:worker-1", SignerNames.KubeletServing, true), (serving.Username, serving.SignerName, serving.IsPending));
        Assert.Equal("system:node:worker-1", serving.Request?.Subject.CommonName);
        Assert.Equal(("system:bootstrap:abcdef", "Approved,Issued"), (client.Username, client.StatusColumn));
        Assert.Equal("system:node:worker-1", client.Request?.Subject.CommonName);
        Assert.Equal(["system:bootstrappers", "system:bootstrappers:kubeadm:default-node-token", "system:authenticated"], client.Groups);
        Assert.Equal(["digital signature", "client auth"], client.Usages);
        Assert.Equal(
            new CsrCondition(
                "Approved", "AutoApproved", "Auto approving kubelet client certificate after SubjectAccessReview.",
                DateTimeOffset.Parse("2026-11-22T05:32:32Z", null)),
            client.Approved);
        Assert.True(client.Meta.Source.Line > serving.Meta.Source.Line);
    }

    [Fact]
    public void Requests_of_other_nodes_are_dropped()
    {
        foreach (var csr in Read(Recorded.Csrs, "worker-2"))
        {
            Assert.Null(csr.Request);
            Assert.Null(csr.Certificate);
        }
        Assert.Empty(problems);
    }

    [Fact]
    public void A_node_whose_name_begins_like_another_is_another() =>
        Assert.All(Read(Recorded.Csrs, "worker"), csr => Assert.Null(csr.Request));

    [Fact]
    public void Without_a_node_all_are_kept() => Assert.All(Read(Recorded.Csrs, null), csr => Assert.NotNull(csr.Request));

    [Fact]
    public void A_request_for_the_node_by_another_user_is_kept()
    {
        var text = Recorded.Csrs.Replace("\"system:node:worker-1\"", "\"system:node:worker-7\"", StringComparison.Ordinal);
        var csr = Read(text, "worker-1")[0];
        Assert.Equal("system:node:worker-7", csr.Username);
        Assert.Equal("system:node:worker-1", csr.Request?.Subject.CommonName);
    }

    [Fact]
    public void Escaped_base64_is_base64()
    {
        var text = Recorded.Csrs.Replace("LS0tLS1CRUdJTi", "LS0tLS1CRUd\\u004aTi", StringComparison.Ordinal);
        Assert.All(Read(text, "worker-1"), csr => Assert.NotNull(csr.Request));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"\"")]
    [InlineData("\"%%%\"")]
    [InlineData("\"aGVsbG8=\"")]
    public void An_unreadable_request_of_the_node_is_a_problem(string request)
    {
        var csr = Assert.Single(Read(
            $$$"""{"kind":"CertificateSigningRequest","apiVersion":"certificates.k8s.io/v1beta1","metadata":{"name":"c"},"spec":{"username":"system:node:w","request":{{{request}}},"expirationSeconds":"3600"},"status":{"conditions":null}}""",
            "w"));
        Assert.Null(csr.Request);
        Assert.Equal(3600, csr.ExpirationSeconds);
        Assert.True(csr.IsPending);
        Assert.Contains("CSR c", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("\"%%%\"")]
    [InlineData("{}")]
    public void An_unreadable_request_of_another_is_not(string request)
    {
        Assert.Single(Read($$$"""{"kind":"CertificateSigningRequest","metadata":{"name":"c"},"spec":{"username":"admin","request":{{{request}}}}}""", "w"));
        Assert.Empty(problems);
    }
}
