namespace Certrot.Lab.Tests;

/// <summary>The program under test: the published one where CERTROT_PROGRAM names it, else as it was built.</summary>
internal static class Certrot
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("CERTROT_PROGRAM") is { Length: > 0 } published ? System.IO.Path.GetFullPath(published) : System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "..", "..", "Certrot.Cli", "debug", "certrot"));

    /// <summary>Arguments that reach a cluster as its administrator, and a node of it over SSH.</summary>
    public static string[] Over(ControlPlane plane, KubeletNode node, SshServer ssh) =>
    [
        "--kubeconfig", plane.AdminKubeconfig, "--node-access", "ssh", "--ssh-host", $"{node.Address}", "--ssh-user", "root",
        "--ssh-option", $"IdentityFile={ssh.Key}", "--ssh-option", $"UserKnownHostsFile={ssh.KnownHosts}",
    ];

    /// <summary>Runs a command; the connection's options go behind the command's name and arguments.</summary>
    public static Task<ProgramResult> RunAsync(IEnumerable<string> connection, IEnumerable<string> arguments) => Command.CaptureAsync(Path, [.. arguments, .. connection]);
}
