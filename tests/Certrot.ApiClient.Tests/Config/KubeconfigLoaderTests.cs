using Certrot.ApiClient.Config;

namespace Certrot.ApiClient.Tests.Config;

public sealed class KubeconfigLoaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_first_file_that_sets_something_counts_and_missing_files_are_passed_over()
    {
        var first = folder.Write("a.conf", "current-context: one\nusers: [{name: u, user: {token: first}}]\n");
        var second = folder.Write("b.conf", """
            current-context: two
            contexts: [{name: one, context: {cluster: c, user: u, namespace: apps}}]
            clusters: [{name: c, cluster: {server: "https://one:6443"}}]
            users: [{name: u, user: {token: second}}]
            """);

        var config = Load(new ClientOptions(), ("KUBECONFIG", $"{first}:{folder.Path}/missing.conf:{second}"));

        Assert.Equal("https://one:6443/", config.Server.ToString());
        Assert.Equal("first", config.User.Token);
        Assert.Equal("apps", config.Namespace);
        Assert.Equal("one", config.Context);
    }

    [Fact]
    public void The_flag_goes_before_the_variable_and_its_file_must_exist()
    {
        var other = folder.Write("other.conf", Plain("https://other:6443"));

        var wrong = Assert.Throws<ClientConfigException>(() => Load(new ClientOptions { Kubeconfig = folder.Path + "/none.conf" }, ("KUBECONFIG", other)));

        Assert.Equal($"the kubeconfig {folder.Path}/none.conf cannot be read: no such file.", wrong.Message);
    }

    [Fact]
    public void The_home_folders_file_is_the_last_resort()
    {
        folder.Write(".kube/config", Plain("https://home:6443"));

        Assert.Equal("home", Load(new ClientOptions(), ("HOME", folder.Path)).Server.Host);
    }

    [Fact]
    public void Relative_paths_start_from_the_folder_of_their_file()
    {
        var path = folder.Write("sub/x.conf", """
            current-context: x
            contexts: [{name: x, context: {cluster: x, user: x}}]
            clusters: [{name: x, cluster: {server: "https://x:6443", certificate-authority: ../ca.crt}}]
            users: [{name: x, user: {client-certificate: c.crt, client-key: c.key, exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./get, args: [a, 1], env: [{name: A, value: b}]}}}]
            """);

        var config = Load(new ClientOptions { Kubeconfig = path });

        Assert.Equal(Path.Combine(folder.Path, "ca.crt"), config.AnchorFile);
        Assert.Equal(Path.Combine(folder.Path, "sub", "c.crt"), config.User.ClientCertificateFile);
        Assert.Equal(Path.Combine(folder.Path, "sub", "get"), config.User.Exec!.Command);
        Assert.Equal(["a", "1"], config.User.Exec.Arguments);
        Assert.Equal("b", config.User.Exec.Environment["A"]);
    }

    [Fact]
    public void Flags_replace_what_the_file_says()
    {
        var path = folder.Write("x.conf", Plain("https://x:6443"));

        var config = Load(new ClientOptions { Kubeconfig = path, Server = "10.0.0.1:8443", InsecureSkipTlsVerify = true, TlsServerName = "api", Impersonate = "jane", ImpersonateGroups = ["dev"], Namespace = "n", RequestTimeout = TimeSpan.FromSeconds(3) });

        Assert.Equal("https://10.0.0.1:8443/", config.Server.ToString());
        Assert.True(config.InsecureSkipTlsVerify);
        Assert.Equal("api", config.TlsServerName);
        Assert.Equal("jane", config.Impersonate);
        Assert.Equal(["dev"], config.ImpersonateGroups);
        Assert.Equal("n", config.Namespace);
        Assert.Equal(TimeSpan.FromSeconds(3), config.RequestTimeout);
    }

    [Theory]
    [InlineData("prod-ue", "there is no context prod-ue in ", "Did you mean prod-eu?")]
    [InlineData("nothing-like-it", "there is no context nothing-like-it in ", ".")]
    public void A_wrong_context_is_told_with_what_was_meant(string context, string start, string end)
    {
        var path = folder.Write("x.conf", Plain("https://x:6443").Replace("x,", "prod-eu,", StringComparison.Ordinal).Replace("context: x\n", "context: prod-eu\n", StringComparison.Ordinal));

        var wrong = Assert.Throws<ClientConfigException>(() => Load(new ClientOptions { Kubeconfig = path, Context = context }));

        Assert.StartsWith(start, wrong.Message, StringComparison.Ordinal);
        Assert.EndsWith(end, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no context is chosen")]
    [InlineData("[1, 2]", "holds no mapping")]
    [InlineData("kind: Pod", "holds kind Pod, not Config")]
    [InlineData("current-context: x", "there is no context x")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: other}}]", "there is no cluster other")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: other}}]\nclusters: [{name: other}]", "has no server")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: other, user: someone}}]\nclusters: [{name: other, cluster: {server: 'https://y'}}]", "there is no user someone")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: other}}]\nclusters: [{name: other, cluster: {server: 'ftp://y'}}]", "is no URL")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: other}}]\nclusters: [{name: other, cluster: {server: 'https://y', certificate-authority-data: '!'}}]", "is no base64")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: other}}]\nclusters: [{name: other, cluster: {server: 'https://y', certificate-authority-data: 'QUJD'}}]", "holds no certificate")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: other, user: someone}}]\nclusters: [{name: other, cluster: {server: 'https://y'}}]\nusers: [{name: someone, user: {auth-provider: {name: gcp}}}]", "removed in 1.26")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: other, user: someone}}]\nclusters: [{name: other, cluster: {server: 'https://y'}}]\nusers: [{name: someone, user: {exec: {apiVersion: v1, command: x}}}]", "v1 or v1beta1 is needed")]
    public void What_is_wrong_with_a_file_is_told(string content, string message)
    {
        var path = folder.Write("x.conf", content);

        Assert.Contains(message, Assert.Throws<ClientConfigException>(() => Load(new ClientOptions { Kubeconfig = path })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_at_all_says_what_to_do()
    {
        var wrong = Assert.Throws<ClientConfigException>(() => Load(new ClientOptions(), ("HOME", folder.Path)));

        Assert.Equal($"there is no kubeconfig: {folder.Path}/.kube/config does not exist, and this is no pod. Name one with --kubeconfig or KUBECONFIG, or --server.", wrong.Message);
    }

    [Fact]
    public void A_configuration_never_shows_its_secrets()
    {
        var config = Load(new ClientOptions { Kubeconfig = folder.Write("x.conf", Plain("https://x:6443")) });

        Assert.DoesNotContain("hunter2", config.ToString() + config.User, StringComparison.Ordinal);
    }

    private static string Plain(string server) => $"current-context: x\ncontexts: [{{name: x, context: {{cluster: x, user: x}}}}]\nclusters: [{{name: x, cluster: {{server: \"{server}\"}}}}]\nusers: [{{name: x, user: {{token: hunter2}}}}]\n";

    private static ClientConfig Load(ClientOptions options, params (string Name, string Value)[] environment) =>
        new KubeconfigLoader(environment.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal)).Load(options);
}
