using System.Net;
using Certrot.ApiClient.Config;

namespace Certrot.ApiClient.Tests.Config;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("", "https://api.example.com", true)]
    [InlineData("*", "https://api.example.com", false)]
    [InlineData("example.com", "https://api.example.com", false)]
    [InlineData("example.com", "https://example.com", false)]
    [InlineData("example.com", "https://badexample.com", true)]
    [InlineData("EXAMPLE.com", "https://Api.Example.COM", false)]
    [InlineData(".example.com", "https://api.example.com", false)]
    [InlineData(".example.com", "https://example.com", true)]
    [InlineData("*.example.com", "https://api.example.com", false)]
    [InlineData("example.com:6443", "https://api.example.com:6443", false)]
    [InlineData("example.com:6443", "https://api.example.com", true)]
    [InlineData("10.0.0.0/8", "https://10.213.0.1:6443", false)]
    [InlineData("10.0.0.0/8", "https://11.0.0.1:6443", true)]
    [InlineData("10.0.0.0/8", "https://api.example.com", true)]
    [InlineData("192.0.2.7", "https://192.0.2.7", false)]
    [InlineData("192.0.2.7", "https://192.0.2.8", true)]
    [InlineData("192.0.2.7:6443", "https://192.0.2.7:6443", false)]
    [InlineData("192.0.2.7:6443", "https://192.0.2.7:443", true)]
    [InlineData("fd00::/8", "https://[fd12::1]:6443", false)]
    [InlineData("[fd12::1]:6443", "https://[fd12::1]:6443", false)]
    [InlineData("fd12::1", "https://[fd12::1]:6443", false)]
    [InlineData(" , a.example ,,10.1.0.0/16", "https://10.1.2.3", false)]
    [InlineData("", "https://localhost:6443", false)]
    [InlineData("", "https://127.0.0.53", false)]
    [InlineData("", "https://[::1]:6443", false)]
    public void No_proxy_is_read_as_kubectl_reads_it(string without, string to, bool proxied)
    {
        var proxy = new EnvironmentProxy(name => name switch { "HTTPS_PROXY" => "http://proxy.example:3128", "NO_PROXY" => without, _ => null });

        Assert.Equal(proxied, !proxy.IsBypassed(new Uri(to)));
        Assert.Equal(proxied ? new Uri("http://proxy.example:3128") : null, proxy.GetProxy(new Uri(to)));
    }

    [Theory]
    [InlineData("proxy.example:3128", "http://proxy.example:3128/")]
    [InlineData("https://proxy.example", "https://proxy.example/")]
    [InlineData("socks5://proxy.example:1080", "socks5://proxy.example:1080/")]
    public void Addresses_may_lack_a_scheme(string value, string address) =>
        Assert.Equal(new Uri(address), new EnvironmentProxy(name => name == "https_proxy" ? value : null).GetProxy(new Uri("https://api.example.com")));

    [Fact]
    public void Names_in_capitals_go_first_and_credentials_are_kept()
    {
        var proxy = new EnvironmentProxy(name => name switch { "HTTPS_PROXY" => "http://me:p%40ss@one.example", "https_proxy" => "http://two.example", _ => null });

        Assert.Equal("one.example", proxy.GetProxy(new Uri("https://api.example.com"))!.Host);
        Assert.Equal(("me", "p@ss"), proxy.Credentials!.GetCredential(new Uri("http://one.example"), "Basic") is NetworkCredential c ? (c.UserName, c.Password) : default);
    }

    [Fact]
    public void Without_a_proxy_nothing_is_proxied() => Assert.True(new EnvironmentProxy(_ => null).IsBypassed(new Uri("https://api.example.com")));

    [Fact]
    public void Nonsense_is_told() => Assert.Throws<ClientConfigException>(() => new EnvironmentProxy(name => name == "HTTPS_PROXY" ? "http://[" : null));
}
