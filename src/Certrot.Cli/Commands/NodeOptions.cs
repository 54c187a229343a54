using System.CommandLine;
using Certrot.Collect;
using Certrot.Collect.NodeAccess;

namespace Certrot.Cli.Commands;

/// <summary>How the node itself is reached.</summary>
internal sealed class NodeOptions
{
    private readonly Option<string> access = new("--node-access") { Description = "Way to the node: auto, none, local, ssh or proxy", HelpName = "WAY", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> sshUser = new("--ssh-user") { Description = "User for ssh", HelpName = "USER" };
    private readonly Option<string?> sshHost = new("--ssh-host") { Description = "Host for ssh, where it is not the node's name or address", HelpName = "HOST" };
    private readonly Option<int?> sshPort = new("--ssh-port") { Description = "Port for ssh", HelpName = "PORT" };
    private readonly Option<string[]> sshOptions = new("--ssh-option") { Description = "Option for ssh, as ssh -o takes it; may be repeated", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> since = new("--since") { Description = "How far back the kubelet's journal is read, as journalctl takes it", HelpName = "TIME", DefaultValueFactory = _ => "-7d" };

    public NodeOptions() => access.AcceptOnlyFromAmong("auto", "none", "local", "ssh", "proxy");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { access, sshUser, sshHost, sshPort, sshOptions, since }) command.Add(option);
    }

    public LiveOptions Read(ParseResult parsed) => new()
    {
        NodeAccess = Enum.Parse<NodeAccessKind>(parsed.GetRequiredValue(access), ignoreCase: true),
        Ssh = new SshOptions { User = parsed.GetValue(sshUser), Host = parsed.GetValue(sshHost), Port = parsed.GetValue(sshPort), Options = parsed.GetValue(sshOptions) ?? [] },
        Since = parsed.GetRequiredValue(since),
    };
}
