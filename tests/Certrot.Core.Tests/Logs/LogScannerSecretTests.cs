using Certrot.Logs;

namespace Certrot.Core.Tests.Logs;

public sealed class LogScannerSecretTests
{
    [Theory]
    [InlineData("Unauthorized Authorization: Bearer abcdef0123456789xyz", "abcdef0123456789xyz")]
    [InlineData("Unauthorized url?token=s3cr3tvalue&x=1", "s3cr3tvalue")]
    [InlineData("Unauthorized err=\"bad token=\\\"s3cr3tvalue\\\"\"", "s3cr3tvalue")]
    [InlineData("Unauthorized eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0.c2lnbmF0dXJl end", "c2lnbmF0dXJl")]
    [InlineData("Unauthorized token abcdef.0123456789abcdef was refused", "0123456789abcdef")]
    [InlineData("Unauthorized -----BEGIN EC PRIVATE KEY----- MHcCAQEEIExampleExampleExample", "MHcCAQEE")]
    [InlineData("Unauthorized MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj", "MIIEvQ")]
    [InlineData("Unauthorized proxy https://user:hunter22@proxy.example:3128", "hunter22")]
    public void Secrets_are_redacted_in_texts_and_captures(string message, string secret)
    {
        LogPattern pattern = new("x", ["Unauthorized"], () => new System.Text.RegularExpressions.Regex("Unauthorized (?<rest>.*)"));

        LogMatch match = Assert.Single(LogText.Scan(LogText.Klog('E', "05:00:00.000000", 7000, message), pattern).Matches);

        Assert.Contains("REDACTED", match.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, match.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, match.Captures["rest"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unauthorized csr-x7k2p for node worker-1.18ea47130a86d0e6")]
    [InlineData("Unauthorized containerID=\"3f9ac1d0e6b8a7c4f2e1d0c9b8a7f6e5d4c3b2a1908f7e6d5c4b3a2918070605\"")]
    [InlineData("Unauthorized /var/lib/kubelet/pki/kubelet-client-current.pem")]
    [InlineData("Unauthorized https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests")]
    public void Ordinary_texts_stay_as_they_are(string message)
    {
        LogMatch match = Assert.Single(LogText.Scan(LogText.Klog('E', "05:00:00.000000", 7000, message), LogText.Unauthorized).Matches);

        Assert.Equal(message, match.Text);
    }

    [Fact]
    public void Flags_do_not_show_secrets()
    {
        LogDigest digest = LogText.Scan(LogText.Klog('I', "05:00:00.000000", 7000, "FLAG: --token=\"abcdef\""));

        Assert.Equal("REDACTED", digest.Flags["token"]);
    }

    [Fact]
    public void Control_characters_are_replaced()
    {
        LogMatch match = Assert.Single(LogText.Scan("Unauthorized\ta\0b\u0007c\e[31md", LogText.Unauthorized).Matches);

        Assert.Equal("Unauthorized a b cd", match.Text);
    }
}
