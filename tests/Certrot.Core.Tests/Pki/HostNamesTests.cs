using Certrot.Pki;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Pki;

public sealed class HostNamesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Certificate Subject = CertificateForge.SelfSigned(
        "cn.example.com",
        Now,
        Now.AddDays(1),
        ["kubernetes", "API.Example.com", "*.nodes.example.com", "under_score.example.com", "a.*.example.com", "-odd.example.com"],
        ["10.96.0.1", "fd00::1", "::ffff:192.0.2.7"]).Parsed;

    [Theory]
    [InlineData("kubernetes", true)]
    [InlineData("KUBERNETES", true)]
    [InlineData("api.example.com", true)]
    [InlineData("api.example.com.", true)]
    [InlineData("api.example.com..", false)]
    [InlineData("worker-1.nodes.example.com", true)]
    [InlineData("nodes.example.com", false)]
    [InlineData("a.b.nodes.example.com", false)]
    [InlineData(".nodes.example.com", false)]
    [InlineData("*.nodes.example.com", true)]
    [InlineData("under_score.example.com", true)]
    [InlineData("a.b.example.com", false)]
    [InlineData("-odd.example.com", true)]
    [InlineData("cn.example.com", false)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("10.96.0.1", true)]
    [InlineData("[10.96.0.1]", true)]
    [InlineData("::ffff:10.96.0.1", true)]
    [InlineData("10.96.0.01", false)]
    [InlineData("10.96.1", false)]
    [InlineData("10.96.0.2", false)]
    [InlineData("fd00::1", true)]
    [InlineData("[fd00:0:0::0001]", true)]
    [InlineData("fd00::1%eth0", false)]
    [InlineData("192.0.2.7", true)]
    public void Hosts_are_matched_as_Go_does(string host, bool covered)
    {
        Assert.Equal(covered, HostNames.Covers(Subject, host));
    }
}
