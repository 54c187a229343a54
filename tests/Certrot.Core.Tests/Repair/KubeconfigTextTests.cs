using System.Text;
using System.Text.Json.Nodes;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Core.Tests.Repair;

/// <summary>Kubeconfigs that plans write, read back: what they keep of the present one, and what they leave out.</summary>
public sealed class KubeconfigTextTests
{
    [Fact]
    public void The_kubeconfig_keeps_the_way_to_the_API_server_and_names_the_rotating_file()
    {
        var s = Static();
        var cluster = Cluster(s.Kubeconfig);
        cluster["tls-server-name"] = "api.example \"quoted\"";
        cluster["proxy-url"] = "http://proxy.example:3128";

        var written = Written(s, "/etc/kubernetes/kubelet.conf");

        Assert.Equal(s.Server, written.Server);
        Assert.Equal(s.Ca.Certificate.Der, Assert.Single(written.CaData!.Certificates).Der);
        Assert.Equal("api.example \"quoted\"", written.TlsServerName);
        Assert.Equal("http://proxy.example:3128", written.ProxyUrl);
        Assert.False(written.InsecureSkipTlsVerify);
        Assert.Equal((s.ClientCurrent, s.ClientCurrent), (written.ClientCertificatePath, written.ClientKeyPath));
        Assert.Null(written.ClientCertificateData);
        Assert.False(written.HasToken);
    }

    [Fact]
    public void A_CA_in_a_file_stays_in_that_file()
    {
        var s = Static();
        Cluster(s.Kubeconfig).Remove("certificate-authority-data");
        Cluster(s.Kubeconfig)["certificate-authority"] = "/etc/kubernetes/pki/ca.crt";

        var written = Written(s, "/etc/kubernetes/kubelet.conf");

        Assert.Equal("/etc/kubernetes/pki/ca.crt", written.CaPath);
        Assert.Null(written.CaData);
    }

    [Fact]
    public void A_kubeconfig_that_verifies_nothing_stays_so_where_no_CA_is_known()
    {
        var s = Static();
        Cluster(s.Kubeconfig).Remove("certificate-authority-data");
        Cluster(s.Kubeconfig)["insecure-skip-tls-verify"] = true;

        var written = Written(s, "/etc/kubernetes/kubelet.conf");

        Assert.True(written.InsecureSkipTlsVerify);
        Assert.Null(written.CaData);
    }

    [Fact]
    public void The_token_is_sent_to_the_published_CA_alone_and_the_flag_that_client_go_refuses_beside_it_is_left_out()
    {
        var s = Ended();
        Cluster(s.Kubeconfig)["insecure-skip-tls-verify"] = true;
        Cluster(s.Kubeconfig)["certificate-authority-data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(CertificateForge.Authority(s.Now.AddYears(-20), s.Now.AddYears(1), "old").Pem));
        Cluster(s.Kubeconfig)["tls-server-name"] = "api.example";

        var written = Written(s, "/etc/kubernetes/bootstrap-kubelet.conf");

        Assert.Equal(s.Ca.Certificate.Der, Assert.Single(written.CaData!.Certificates).Der);
        Assert.False(written.InsecureSkipTlsVerify);
        Assert.Equal((s.Server, "api.example"), (written.Server, written.TlsServerName));
        Assert.True(written.HasToken);
        Assert.Null(written.ClientCertificatePath);
    }

    [Fact]
    public void Where_no_CA_is_published_the_nodes_own_is_taken()
    {
        var s = Ended();
        s.ConfigMaps.Clear();

        Assert.Equal(s.Ca.Certificate.Der, Assert.Single(Written(s, "/etc/kubernetes/bootstrap-kubelet.conf").CaData!.Certificates).Der);
    }

    [Theory]
    [InlineData("proxy-url", "http://user:password@proxy.example:3128", "Its proxy-url holds a password: it is not written anew.")]
    [InlineData("certificate-authority-data", "REDACTED", "It is not sound: certificate-authority-data is redacted: what stood there is not known: it is not written anew.")]
    public void What_would_be_lost_is_left_to_a_person(string field, string value, string note)
    {
        var s = Static();
        Cluster(s.Kubeconfig)[field] = value;

        var step = RepairPlanner.Plan(s.Read()).Steps[0];

        Assert.True(step.IsByHand);
        Assert.EndsWith(note, step.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"exec":{"apiVersion":"client.authentication.k8s.io/v1","command":"aws"}}""", null)]
    [InlineData("""{"client-certificate":"/var/lib/kubelet/pki/kubelet-client-current.pem","client-key":"/var/lib/kubelet/pki/kubelet-client-current.pem"}""", "http://user:password@proxy.example")]
    public void A_credential_that_a_token_cannot_replace_is_left_to_a_person(string user, string? proxy)
    {
        var s = Ended();
        s.Kubeconfig = s.KubeconfigWith(JsonNode.Parse(user)!.AsObject());
        if (proxy is not null) Cluster(s.Kubeconfig)["proxy-url"] = proxy;

        var steps = RepairPlanner.Plan(s.Read()).Steps;

        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.True(step.IsByHand, step.Title));
    }

    /// <summary>A node whose kubeconfig embeds a certificate that rotation does not replace.</summary>
    private static NodeScenario Static()
    {
        var s = new NodeScenario();
        s.Kubeconfig = s.KubeconfigWith(new JsonObject { ["client-certificate-data"] = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-300), s.Now.AddDays(65)).PemBase64, ["client-key-data"] = "REDACTED" });
        return s;
    }

    /// <summary>A node whose certificate has ended.</summary>
    private static NodeScenario Ended()
    {
        var s = new NodeScenario();
        var end = s.Now.AddHours(-5);
        s.Client = s.Ca.IssueKubeletClient(s.Node, end.AddDays(-365), end);
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromHours(4), "transport.go:133", "\"No valid client certificate is found but the server is not responsive. A restart may be necessary to retrieve new initial credentials.\""));
        return s.NodeLostSince(end);
    }

    private static JsonObject Cluster(JsonObject kubeconfig) => kubeconfig["clusters"]![0]!["cluster"]!.AsObject();

    private static Kubeconfig Written(NodeScenario s, string path)
    {
        var written = RepairPlanner.Plan(s.Read()).Steps.Select(step => step.Action).OfType<WriteKubeconfig>().Single();
        Assert.Equal(path, written.Path);
        var problems = new List<ReadProblem>();
        var read = KubeconfigReader.Read(Encoding.UTF8.GetBytes(written.Content.Replace(IssueToken.Placeholder, "abcdef.0123456789abcdef", StringComparison.Ordinal)), path, problems)!;
        Assert.Empty(problems);
        Assert.Empty(read.Problems);
        return read;
    }
}
