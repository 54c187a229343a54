using System.CommandLine;
using Certrot.Approval.Policy;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect.Approval;

namespace Certrot.Cli.Commands;

/// <summary>The option <c>--policy</c>.</summary>
internal sealed class PolicyOption
{
    private readonly Option<string?> policy;

    /// <summary>The option.</summary>
    /// <param name="required">Whether it must be given; else the built-in policy is used without it.</param>
    public PolicyOption(bool required) =>
        policy = new Option<string?>("--policy") { Description = required ? "Policy file" : "Policy file; without it the built-in policy: renewals of both certificates, nothing for nodes that join", HelpName = "PATH", Required = required };

    public string? Path(ParseResult parsed) => parsed.GetValue(policy);

    public void AddTo(Command command) => command.Add(policy);

    /// <summary>Reads the policy.</summary>
    /// <exception cref="UsageException">There is something wrong with it; everything is told.</exception>
    public ApprovalPolicy Read(ParseResult parsed)
    {
        if (Path(parsed) is not { } path) return ApprovalPolicy.Default;
        return PolicyFile.Read(path, out var problems) ?? throw new UsageException($"the policy is not valid, and nothing is approved:\n  {string.Join("\n  ", problems)}");
    }

    /// <summary>A client for the cluster with the Machines; null where the policy has none, or they are where the CSRs are.</summary>
    /// <exception cref="ClientConfigException">No connection can be made.</exception>
    public KubernetesApi? Machines(ApprovalPolicy read, ParseResult parsed)
    {
        if (read.Machines?.Kubeconfig is not { } kubeconfig) return null;
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path(parsed)!))!;
        return new KubernetesApi(KubeconfigLoader.ForProcess().Load(new ClientOptions { Kubeconfig = System.IO.Path.Combine(folder, kubeconfig) }), TimeProvider.System, $"certrot/{ProgramVersion.Version}");
    }
}
