using System.CommandLine;
using Certrot.Collect;
using Certrot.Collect.NodeAccess;

namespace Certrot.Cli.Commands;

/// <summary>How the node itself is reached.</summary>
internal sealed class NodeOptions
{
    /// <summary>Values of <c>--node-access</c>.</summary>
    public static string[] Ways { get; } = ["auto", "none", "local", "ssh", "pod", "proxy"];

    private readonly Option<string> access = new("--node-access") { Description = "Way to the node: auto, none, local, ssh, pod or proxy; auto creates no pod", HelpName = "WAY", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> sshUser = new("--ssh-user") { Description = "User for ssh", HelpName = "USER" };
    private readonly Option<string?> sshHost = new("--ssh-host") { Description = "Host for ssh, where it is not the node's name or address", HelpName = "HOST" };
    private readonly Option<int?> sshPort = new("--ssh-port") { Description = "Port for ssh", HelpName = "PORT" };
    private readonly Option<string[]> sshOptions = new("--ssh-option") { Description = "Option for ssh, as ssh -o takes it; may be repeated", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> podImage = new("--pod-image") { Description = "Image of the pod of --node-access pod, with sleep and chroot in it", HelpName = "IMAGE", DefaultValueFactory = _ => PodOptions.DefaultImage };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Print the pod that --node-access pod would create, and end" };
    private readonly Option<string> since = new("--since") { Description = "How far back the kubelet's journal is read, as journalctl takes it", HelpName = "TIME", DefaultValueFactory = _ => "-7d" };

    public NodeOptions() => access.AcceptOnlyFromAmong(Ways);

    /// <summary>Whether <c>--dry-run</c> shows the pod; a command with a dry run of its own has none of these.</summary>
    public bool ShowsPod { get; init; } = true;

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { access, sshUser, sshHost, sshPort, sshOptions, podImage, since }) command.Add(option);
        if (ShowsPod) command.Add(dryRun);
    }

    /// <summary>Whether nothing may be changed, and what would be is to be shown.</summary>
    public bool IsDryRun(ParseResult parsed) => ShowsPod && parsed.GetValue(dryRun);

    public LiveOptions Read(ParseResult parsed) => new()
    {
        NodeAccess = Enum.Parse<NodeAccessKind>(parsed.GetRequiredValue(access), ignoreCase: true),
        Ssh = new SshOptions { User = parsed.GetValue(sshUser), Host = parsed.GetValue(sshHost), Port = parsed.GetValue(sshPort), Options = parsed.GetValue(sshOptions) ?? [] },
        Pod = new PodOptions { Image = parsed.GetRequiredValue(podImage) },
        Since = parsed.GetRequiredValue(since),
    };
}
