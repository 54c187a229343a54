namespace Certrot.Collect.Tests.Pasted;

public sealed class LogTests
{
    [Fact]
    public void Journald_lines_go_to_the_kubelet_at_their_own_line_numbers()
    {
        var evidence = Paste.Read(
            """
            The kubelet on our worker does not come up any more:

            ```
            Feb 11 08:15:02 worker-7 kubelet[4711]: E0211 08:15:02.118031    4711 bootstrap.go:265] part of the existing bootstrap client certificate is expired: 2021-02-10 22:14:09 +0000 UTC
            Feb 11 08:15:02 worker-7 systemd[1]: kubelet.service: Main process exited, code=exited, status=255/EXCEPTION
            Feb 11 08:15:03 worker-7 sshd[99]: Accepted publickey for admin
            ```
            """);

        Assert.Equal(["expired@4", "exited@5"], Paste.Hits(evidence.Host.KubeletLog));
        Assert.Equal("worker-7", evidence.NodeName);
        Assert.True(evidence.Fragmentary);
        Assert.Null(evidence.Cluster.ApiServerLog);
    }

    [Theory]
    [InlineData("E0304 10:00:05.123456    1234 certificate_manager.go:437] Failed while requesting a signed certificate from the master: cannot create certificate signing request: Unauthorized")]
    [InlineData("Mar 04 10:00:05 w1 kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] k8s.io/client-go: Failed to watch: Unauthorized")]
    [InlineData("Mar  4 10:00:05 w1 kubelet: E0304 10:00:05.123456    1234 reflector.go:127] k8s.io/client-go: Failed to watch: Unauthorized")]
    [InlineData("2021-03-04T10:00:05+0000 w1 kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized")]
    [InlineData("Thu 2021-03-04 10:00:05 UTC w1 kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized")]
    [InlineData("Thu Mar 04 10:00:05 w1 kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized")]
    [InlineData("2021-03-04T10:00:05.123456789Z stderr F E0304 10:00:05.123456    1234 kubelet_node_status.go:93] Failed to watch: Unauthorized")]
    [InlineData("""{"log":"E0304 10:00:05.123456    1234 nodelease.go:49] Failed to watch: Unauthorized\n","stream":"stderr","time":"2021-03-04T10:00:05.123456789Z"}""")]
    [InlineData("""{"ts":1614852005123.456,"caller":"kubelet/kubelet_node_status.go:93","msg":"Unable to register node with API server","err":"Unauthorized"}""")]
    [InlineData("kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized")]
    [InlineData("Mar 04 10:00:05 w1 k3s[1234]: E0304 10:00:05.123456    1234 kubelet_node_status.go:93] Unable to register node: Unauthorized")]
    [InlineData("Mar 04 10:00:05 w1 microk8s.daemon-kubelite[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized")]
    [InlineData("Mar 04 10:00:05 w1 atomic-openshift-node[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized")]
    [InlineData("> > Mar 04 10:00:05 w1 hyperkube[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized")]
    [InlineData("`Mar 04 10:00:05 w1 kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized`")]
    [InlineData("<pre><code>Mar 04 10:00:05 w1 kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized</code></pre>")]
    [InlineData("\u001b[0;1;31mMar 04 10:00:05 w1 kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] Failed to watch: Unauthorized\u001b[0m")]
    [InlineData("time=\"2021-03-04T10:00:05Z\" level=error msg=\"kubelet exited: Unauthorized\"")]
    public void Every_wrapping_is_a_kubelet_line(string line)
    {
        var evidence = Paste.Read("\n\n" + line + "\n");

        Assert.Equal(["unauthorized@3"], Paste.Hits(evidence.Host.KubeletLog));
    }

    [Theory]
    [InlineData("I0304 10:00:05.123456       1 controllermanager.go:500] Skipping CSR signer controller because no csr cert/key was specified")]
    [InlineData("Mar 04 10:00:05 cp1 kube-controller-manager[77]: I0304 10:00:05.123456      77 flags.go:64] Skipping CSR signer controller because no csr cert/key was specified")]
    [InlineData("$ kubectl logs -n kube-system kube-controller-manager-cp1 | tail -1\nI0304 10:00:05.123456       1 certificates.go:50] Skipping CSR signer controller because no csr cert/key was specified")]
    [InlineData("Log of the kube-controller-manager:\n\n```\nI0304 10:00:05.123456       1 started.go:50] Skipping CSR signer controller because no csr cert/key was specified\n```")]
    [InlineData("Mar 04 10:00:05 cp1 k3s[77]: I0304 10:00:05.123456      77 controllermanager.go:500] Skipping CSR signer controller because no csr cert/key was specified")]
    public void Controller_manager_lines_are_told_apart(string text)
    {
        var evidence = Paste.Read(text);

        Assert.Single(Paste.Hits(evidence.Cluster.ControllerManagerLog));
        Assert.Null(evidence.Host.KubeletLog);
        Assert.Null(evidence.Cluster.ApiServerLog);
    }

    [Theory]
    [InlineData("E0304 10:00:05.123456       1 authentication.go:53] Unable to authenticate the request due to an error: x509: certificate has expired or is not yet valid")]
    [InlineData("Mar 04 10:00:05 cp1 k3s[77]: E0304 10:00:05.123456      77 authentication.go:73] \"Unable to authenticate the request\" err=\"x509: certificate signed by unknown authority\"")]
    [InlineData("root@cp1:~# docker logs k8s_kube-apiserver_kube-apiserver-cp1\nE0304 10:00:05.123456       1 other.go:53] Unable to authenticate the request due to an error: x509: certificate has expired")]
    public void Api_server_lines_are_told_apart(string text)
    {
        var evidence = Paste.Read(text);

        Assert.Contains(Paste.Hits(evidence.Cluster.ApiServerLog), h => h.StartsWith("authenticate@", StringComparison.Ordinal));
        Assert.Null(evidence.Host.KubeletLog);
    }

    [Fact]
    public void Errors_of_kubectl_about_the_kubelets_port_are_not_the_kubelets()
    {
        var evidence = Paste.Read(
            """
            $ kubectl logs web-0
            Error from server: Get "https://10.0.0.7:10250/containerLogs/default/web-0/web": remote error: tls: internal error
            """);

        Assert.Null(evidence.Host.KubeletLog);
        Assert.Equal(["tls-internal@2"], Paste.Hits(evidence.Cluster.ApiServerLog));
    }

    [Fact]
    public void A_bare_sentence_is_a_kubelets_where_it_says_so()
    {
        Assert.Equal(["x509@3"], Paste.Hits(Paste.Read("We only see this:\n\nUnable to register node \"w1\" with API server: x509: certificate signed by unknown authority\n").Host.KubeletLog));
        Assert.Equal(["x509@3"], Paste.Hits(Paste.Read("The kubelet's log:\n\nx509: certificate signed by unknown authority\n").Host.KubeletLog));
        Assert.Null(Paste.Read("We only see this:\n\nx509: certificate signed by unknown authority\n").Host.KubeletLog);
    }

    [Fact]
    public void A_line_that_the_terminal_wrapped_is_put_together()
    {
        const string line = "Mar 04 10:00:05 w1 kubelet[1234]: E0304 10:00:05.123456    1234 c.go:437] Unable to store the new cert/key pair: no space left on device";
        var mail = line.LastIndexOf(' ', 92);

        var terminal = Paste.Read($"{line[..80]}\n{line[80..]}\n");
        var quoted = Paste.Read($"> {line[..mail]}\n> {line[(mail + 1)..]}\n");

        Assert.Equal(["store@1"], Paste.Hits(terminal.Host.KubeletLog));
        Assert.Equal(["store@1"], Paste.Hits(quoted.Host.KubeletLog));
        Assert.EndsWith("no space left on device", terminal.Host.KubeletLog!.Matches[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_other_components_are_left_out()
    {
        var evidence = Paste.Read(
            """
            Mar 04 10:00:05 w1 dockerd[88]: time="2021-03-04T10:00:05Z" level=error msg="x509: certificate signed by unknown authority"
            {"level":"warn","ts":"2021-03-04T10:00:05Z","caller":"embed/config.go:1","msg":"x509: certificate has expired"}
            """);

        Assert.Null(evidence.Host.KubeletLog);
    }

    [Fact]
    public void Tokens_do_not_reach_the_log()
    {
        var evidence = Paste.Read("""
            E0304 10:00:05.123456 1 kubelet.go:1] Unauthorized: Bearer abc.def-123 and --token=k1s9d0.a1b2c3d4e5f6g7h8 and eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln
            """);

        var text = Assert.Single(evidence.Host.KubeletLog!.Matches).Text;
        Assert.DoesNotContain("a1b2c3d4", text, StringComparison.Ordinal);
        Assert.DoesNotContain("def-123", text, StringComparison.Ordinal);
        Assert.DoesNotContain("c2ln", text, StringComparison.Ordinal);
    }
}
