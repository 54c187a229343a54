using Certrot.Kubernetes;

namespace Certrot.Core.Tests.Kubernetes;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("/usr/bin/kubelet --config=/a", "/a")]
    [InlineData("/usr/bin/kubelet --config /a", "/a")]
    [InlineData("/usr/bin/kubelet -config=/a", "/a")]
    [InlineData("/usr/bin/kubelet --config=/a --v=2 --config=/b", "/b")]
    [InlineData("/usr/bin/kubelet --config=a=b", "a=b")]
    [InlineData("/usr/bin/kubelet --config=", "")]
    [InlineData("/usr/bin/kubelet --config", "")]
    [InlineData("/usr/bin/kubelet --config-dir=/a", null)]
    [InlineData("/usr/bin/kubelet config=/a", null)]
    [InlineData("--", null)]
    public void Flags(string commandLine, string? value) => Assert.Equal(value, CommandLine.Flag(commandLine.Split(' '), "config"));

    [Theory]
    [InlineData("kubelet --rotate-certificates", true)]
    [InlineData("kubelet --rotate_certificates=true", true)]
    [InlineData("kubelet --rotate-certificates=false", false)]
    [InlineData("kubelet --rotate-certificates false", true)]
    [InlineData("kubelet --rotate-certificates=F --rotate-certificates=1", true)]
    [InlineData("kubelet --rotate-certificates=perhaps", null)]
    [InlineData("kubelet --rotate-server-certificates", null)]
    public void Switches(string commandLine, bool? value) => Assert.Equal(value, CommandLine.Switch(commandLine.Split(' '), "rotate-certificates"));

    [Fact]
    public void A_shells_command_is_split() =>
        Assert.Equal("/b", CommandLine.Flag(["/bin/sh", "-c", "exec kube-apiserver --a=1 --client-ca-file=/b 2>&1"], "client-ca-file"));

    [Fact]
    public void Nothing_is_in_an_empty_command_line() => Assert.Null(CommandLine.Flag([], "config"));
}
