using System.Diagnostics;
using Certrot.Collect.NodeAccess;

namespace Certrot.Collect.Tests.NodeAccess;

/// <summary>What the script takes out of kubeconfigs on the node, before anything is sent: run in the shell that it will run in.</summary>
public sealed class ScriptRedactionTests
{
    [Theory]
    [InlineData("users:\n- user:\n    client-key-data: S0VZ\n", "users:\n- user:\n    client-key-data: REDACTED\n")]
    [InlineData("    client-key-data: \"S0VZ\"\n    client-certificate-data: QUJD\n", "    client-key-data: \"REDACTED\"\n    client-certificate-data: QUJD\n")]
    [InlineData("    client-key-data: |-\n      S0VZ\n      S0VZ==\n    client-certificate-data: QUJD\n", "    client-key-data: REDACTED\n    client-certificate-data: QUJD\n")]
    [InlineData("    password: my secret words\n", "    password: REDACTED\n")]
    [InlineData("    password: 'my secret words'\n", "    password: REDACTED\n")]
    [InlineData("    token: abcdef.0123456789abcdef\n", "    token: abcdef.REDACTED\n")]
    [InlineData("    token: \"abcdef.0123456789abcdef\"\n", "    token: \"abcdef.REDACTED\"\n")]
    [InlineData("    token: abcdef.0123456789abcdefMORE\n", "    token: REDACTED\n")]
    [InlineData("    id-token: eyJh.b.c\n    client-secret: xyz\n", "    id-token: REDACTED\n    client-secret: REDACTED\n")]
    [InlineData("    tokenFile: /var/run/token\n", "    tokenFile: /var/run/token\n")]
    [InlineData("users: [{name: l, user: {client-key-data: S0VZ, token: abcdef.0123456789abcdef, password: 'x, y'}}]\n", "users: [{name: l, user: {client-key-data: REDACTED, token: abcdef.REDACTED, password: REDACTED}}]\n")]
    [InlineData("""{"user":{"client-certificate-data":"QUJD","client-key-data":"S0VZ"},"more":1}""", """{"user":{"client-certificate-data":"QUJD","client-key-data":"REDACTED"},"more":1}""")]
    [InlineData("""[{"token":"abcdef.0123456789abcdef"},{"token":"eyJh.b.c"},{"password":"a\"b, c"}]""", """[{"token":"abcdef.REDACTED"},{"token":"REDACTED"},{"password":"REDACTED"}]""")]
    [InlineData("{\n  \"client-key-data\": \"S0VZ\",\n  \"token\": \"t\"\n}\n", "{\n  \"client-key-data\": \"REDACTED\",\n  \"token\": \"REDACTED\"\n}\n")]
    public async Task Secrets_of_kubeconfigs_stay_on_the_node(string kubeconfig, string sent)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, kubeconfig, TestContext.Current.CancellationToken);
            using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"{NodeScript.WithoutSecrets}\nwithout_secrets \"$1\"", "sh", file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            Assert.Equal(sent, await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
