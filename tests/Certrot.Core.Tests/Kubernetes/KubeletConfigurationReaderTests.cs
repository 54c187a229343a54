using System.Text;
using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Core.Tests.Kubernetes;

public sealed class KubeletConfigurationReaderTests
{
    private readonly List<ReadProblem> problems = [];

    private KubeletConfiguration? Read(string text) => KubeletConfigurationReader.Read(Encoding.UTF8.GetBytes(text), "node/config.yaml", problems);

    [Fact]
    public void A_kubelets_configuration()
    {
        var configuration = Read("""
            apiVersion: "kubelet.config.k8s.io/v1beta1"
            kind: "KubeletConfiguration"
            authentication:
              x509:
                clientCAFile: "/etc/kubernetes/pki/ca.crt"
            rotateCertificates: true
            serverTLSBootstrap: true
            tlsCertFile: /x.crt
            port: 10250
            featureGates:
              RotateKubeletServerCertificate: false
            evictionHard:
              nodefs.available: "0%"
            """)!;
        Assert.Empty(problems);
        Assert.True(configuration.RotateCertificates);
        Assert.True(configuration.ServerTlsBootstrap);
        Assert.Equal(("/etc/kubernetes/pki/ca.crt", "/x.crt"), (configuration.ClientCaFile, configuration.TlsCertFile));
        Assert.False(configuration.FeatureGates["RotateKubeletServerCertificate"]);
        Assert.Empty(configuration.MistypedFields);
    }

    [Fact]
    public void Fields_in_wrong_case_are_named_and_not_used()
    {
        var configuration = Read("kind: KubeletConfiguration\nServerTLSBootstrap: true\nrotatecertificates: true\nserverTlsBootstrap: true\nport: 1\n")!;
        Assert.Equal(["ServerTLSBootstrap", "rotatecertificates", "serverTlsBootstrap"], configuration.MistypedFields);
        Assert.Null(configuration.RotateCertificates);
        Assert.Null(configuration.ServerTlsBootstrap);
    }

    [Fact]
    public void A_boolean_in_quotes_is_a_problem()
    {
        Assert.Null(Read("kind: KubeletConfiguration\nrotateCertificates: 'true'\nfeatureGates: {A: 1, B: true}\nauthentication: []\ntlsCertFile: {}\n")!.RotateCertificates);
        Assert.Equal(2, problems.Count);
    }

    [Fact]
    public void Configz_is_understood() =>
        Assert.False(Read("""{"kubeletconfig":{"rotateCertificates":false}}""")!.RotateCertificates);

    [Theory]
    [InlineData("kind: Config\n")]
    [InlineData("")]
    [InlineData("- a")]
    [InlineData("\0\0\0")]
    public void What_is_no_configuration_is_a_problem(string text)
    {
        Assert.Null(Read(text));
        Assert.StartsWith("node/config.yaml ", Assert.Single(problems).Message, StringComparison.Ordinal);
    }
}
