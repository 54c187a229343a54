using System.Text.Json;
using System.Text.RegularExpressions;

namespace Certrot.Lab.Tests;

/// <summary>What <c>certrot rbac</c> prints suffices on a real API server, and less does not.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed partial class LeastRightsTests(LiveCluster cluster)
{
    [Fact]
    public async Task What_is_printed_suffices_and_less_does_not()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        var yaml = (await Command.CaptureAsync(Certrot.Path, ["rbac", "diagnose", "--for", "user:reader"])).Output;
        await cluster.Plane.Kubectl.RunAsync(["apply", "-f", "-"], yaml);
        await cluster.Plane.WaitAsync("the rights", TimeSpan.FromSeconds(30), async () => (await MissingAsync()).Count == 0);

        var rules = Rule().Matches(yaml);
        Assert.True(rules.Count >= 5, yaml);
        var needless = new List<string>();
        foreach (var (rule, resource) in rules.SelectMany(r => r.Groups["resources"].Value.Split(", ").Select(one => (r, one))))
        {
            var without = WithoutResource(yaml, rule, resource);
            await cluster.Plane.Kubectl.RunAsync(["apply", "-f", "-"], without);
            var felt = false;
            // The API server hears of the change a moment later.
            for (var i = 0; i < 20 && !felt; i++)
            {
                felt = await FeelsAsync(resource);
                if (!felt) await Task.Delay(150, TestContext.Current.CancellationToken);
            }

            if (!felt) needless.Add($"{rule.Groups["verbs"].Value} {resource}");
        }

        Assert.Empty(needless);
    }

    /// <summary>Errors that name a missing right.</summary>
    private async Task<List<string>> MissingAsync()
    {
        var result = await cluster.CertrotAsync("diagnose", "worker-2", "-o", "json", "--node-access", "proxy", "--as", "reader");
        using var report = JsonDocument.Parse(result.Output);
        return [.. report.RootElement.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("why").GetString()!).Where(w => w.Contains("needs `", StringComparison.Ordinal))];
    }

    /// <summary>
    /// Whether the lack of a right is felt. Two are not told as missing evidence: the node's own object, whose address is then taken from nowhere, and the logs of
    /// pods that this cluster does not have.
    /// </summary>
    private async Task<bool> FeelsAsync(string resource)
    {
        if (resource is "pods/log" || resource == "nodes") return await AsksAsync(resource);
        return (await MissingAsync()).Exists(m => m.Contains($" {resource}`", StringComparison.Ordinal) || m.Contains($"\"{resource}\"", StringComparison.Ordinal));
    }

    /// <summary>Whether the API server itself says no.</summary>
    private async Task<bool> AsksAsync(string resource)
    {
        var verbs = resource == "nodes" ? new[] { "get", "list" } : ["get"];
        foreach (var verb in verbs)
        {
            string[] what = resource == "pods/log" ? ["pods", "--subresource=log", "-n", "kube-system"] : [resource];
            if ((await cluster.Plane.Kubectl.TryRunAsync(["auth", "can-i", verb, .. what, "--as=reader"])).Output.Trim() == "no") return true;
        }

        return false;
    }

    private static string WithoutResource(string yaml, Match rule, string resource)
    {
        var left = string.Join(", ", rule.Groups["resources"].Value.Split(", ").Where(r => r != resource));
        var replaced = left.Length == 0 ? "" : rule.Value.Replace(rule.Groups["resources"].Value, left, StringComparison.Ordinal);
        return yaml[..rule.Index] + replaced + yaml[(rule.Index + rule.Length)..];
    }

    [GeneratedRegex(@"- apiGroups: \[.*\]\n  resources: \[(?<resources>.*)\]\n(?:  resourceNames: .*\n)?  verbs: \[(?<verbs>.*)\]\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rule();
}
