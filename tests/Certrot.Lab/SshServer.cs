namespace Certrot.Lab;

/// <summary>A real OpenSSH server on a node, which lets one key in as root.</summary>
public sealed class SshServer : IDisposable
{
    private readonly LabProcess _server;
    private readonly string _host;

    private SshServer(LabProcess server, string host, string key, string knownHosts)
    {
        _server = server;
        _host = host;
        Key = key;
        KnownHosts = knownHosts;
    }

    /// <summary>File of the private key that is let in.</summary>
    public string Key { get; }

    /// <summary>File that knows the server's host key.</summary>
    public string KnownHosts { get; }

    /// <summary>Why no server can be started here; null where one can.</summary>
    public static string? WhyNot() => KubernetesBinaries.OnPath("sshd") is null && !File.Exists("/usr/sbin/sshd") ? "openssh-server is not installed" : KubernetesBinaries.OnPath("ssh") is null ? "openssh-client is not installed" : null;

    /// <summary>Starts it.</summary>
    /// <param name="node">On which node.</param>
    public static SshServer Start(KubeletNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var folder = Directory.CreateDirectory(Path.Combine(node.Root, "ssh")).FullName;
        string In(string file) => Path.Combine(folder, file);
        Command.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", In("host"));
        Command.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", In("user"));
        File.Copy(In("user.pub"), In("authorized"));
        File.WriteAllText(In("known"), $"{node.Address} {File.ReadAllText(In("host.pub"))}");
        node.Run("mkdir", "-p", "/run/sshd");
        File.WriteAllText(In("config"), $"""
            Port 22
            ListenAddress {node.Address}
            HostKey {In("host")}
            AuthorizedKeysFile {In("authorized")}
            PermitRootLogin prohibit-password
            StrictModes no
            UsePAM no
            PidFile {In("pid")}

            """);
        var server = LabProcess.Start($"sshd-{node.Name}", In("log"), "nsenter", [.. node.Inside, "/usr/sbin/sshd", "-D", "-e", "-f", In("config")], forks: true);
        return new SshServer(server, $"{node.Address}", In("user"), In("known"));
    }

    /// <summary>Runs a command of the node's shell as root, with the OpenSSH client.</summary>
    /// <param name="command">The command.</param>
    public Task<ProgramResult> RunAsync(string command) => Command.CaptureAsync("ssh",
    [
        "-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", $"UserKnownHostsFile={KnownHosts}", "-i", Key, $"root@{_host}", command,
    ]);

    public void Dispose() => _server.Dispose();
}
