using System.Text;
using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Core.Tests.Kubernetes;

public sealed class KubeconfigReaderTests
{
    private readonly List<ReadProblem> problems = [];

    private const string Kubelet = """
        apiVersion: v1
        kind: Config
        preferences: {}
        current-context: default-context
        clusters:
        - name: default-cluster
          cluster:
            certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
            server: https://10.99.1.1:6443
        contexts:
        - name: default-context
          context:
            cluster: default-cluster
            namespace: default
            user: default-auth
        users:
        - name: default-auth
          user:
            client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
            client-key: /var/lib/kubelet/pki/kubelet-client-current.pem
        """;

    private Kubeconfig? Read(string text) => KubeconfigReader.Read(Encoding.UTF8.GetBytes(text), "node/kubelet.conf", problems);

    private Kubeconfig ReadUser(string user) => Read(
        $$$"""{"kind":"Config","current-context":"a","clusters":[{"name":"a","cluster":{"server":"https://x"}}],"contexts":[{"name":"a","context":{"cluster":"a","user":"a"}}],"users":[{"name":"a","user":{{{user}}}}]}""")!;

    [Fact]
    public void A_kubelets_kubeconfig()
    {
        var config = Read(Kubelet)!;
        Assert.Empty(problems);
        Assert.Empty(config.Problems);
        Assert.Equal("https://10.99.1.1:6443", config.Server);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-current.pem", config.ClientCertificatePath);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-current.pem", config.ClientKeyPath);
        Assert.Equal(28, config.CaData?.Size);
        Assert.Null(config.ClientCertificateData);
        Assert.False(config.HasToken);
    }

    [Theory]
    [InlineData("abcdef.REDACTED", "abcdef")]
    [InlineData("abcdef.0123456789abcdef", "abcdef")]
    [InlineData("abcdef.****************", "abcdef")]
    [InlineData("abcdef.0123456789abcde", null)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrOHMifQ.c2ln", null)]
    [InlineData("eyJhbG.eyJpc3MiOiJrOHMifQ", null)]
    [InlineData("REDACTED", null)]
    public void Of_a_token_only_the_public_half_is_kept(string token, string? id)
    {
        var config = ReadUser($$"""{"token":"{{token}}"}""");
        Assert.Equal(id, config.TokenId);
        Assert.True(config.HasToken);
        Assert.DoesNotContain("0123456789abcdef", config.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_and_passwords_are_never_kept()
    {
        var config = Read(Kubelet.Replace("client-key: /var", "client-key-data: c2VjcmV0\n    password: hunter2\n    client-key: /var", StringComparison.Ordinal)
            .Replace("https://10.99", "https://me:hunter2@10.99", StringComparison.Ordinal))!;
        Assert.Equal("https://REDACTED@10.99.1.1:6443", config.Server);
        Assert.DoesNotContain("hunter2", config.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", config.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("current-context: default-context\n", "", "current-context is not set")]
    [InlineData("current-context: default-context", "current-context: other", "current-context names context other, which is not in the file")]
    [InlineData("user: default-auth", "user: other", "context default-context names user other, which is not in the file")]
    [InlineData("user: default-auth\n", "\n", "context default-context names no user")]
    [InlineData("cluster: default-cluster", "cluster: other", "context default-context names cluster other, which is not in the file")]
    [InlineData("server: https://10.99.1.1:6443", "server: \"\"", "the cluster has no server")]
    [InlineData("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "'%%%'", "certificate-authority-data is not base64")]
    [InlineData("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "DATA+OMITTED", "certificate-authority-data is redacted: what stood there is not known")]
    [InlineData("users:\n", "users:\n- {name: default-auth, user: {}}\n", "users holds default-auth more than once")]
    public void What_is_wrong_inside_is_told(string part, string with, string problem)
    {
        var config = Read(Kubelet.ReplaceLineEndings("\n").Replace(part, with, StringComparison.Ordinal))!;
        Assert.Equal([problem], config.Problems);
        Assert.Empty(problems);
    }

    [Fact]
    public void Numbers_where_text_belongs_are_text()
    {
        var config = Read(Kubelet.Replace("default-context", "123", StringComparison.Ordinal).Replace("https://10.99.1.1:6443", "6443", StringComparison.Ordinal))!;
        Assert.Empty(config.Problems);
        Assert.Equal("6443", config.Server);
    }

    [Fact]
    public void Other_ways_to_authenticate_are_seen()
    {
        Assert.True(ReadUser("""{"exec":{"command":"aws"}}""").HasExec);
        Assert.True(ReadUser("""{"tokenFile":"/x"}""").HasToken);
        Assert.Empty(ReadUser("{}").Problems);
    }

    [Theory]
    [InlineData("kind: KubeletConfiguration\n", "node/kubelet.conf holds kind KubeletConfiguration, not Config: ignored")]
    [InlineData("", "node/kubelet.conf holds no kubeconfig: ignored")]
    [InlineData("[1]", "node/kubelet.conf holds no kubeconfig: ignored")]
    [InlineData("a: 1\na: 2\n", "node/kubelet.conf cannot be read: line 2: key a is there twice")]
    public void What_is_no_kubeconfig_is_a_problem(string text, string message)
    {
        Assert.Null(Read(text));
        Assert.Equal(message, Assert.Single(problems).Message);
    }
}
