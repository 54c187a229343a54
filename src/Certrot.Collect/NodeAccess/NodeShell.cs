namespace Certrot.Collect.NodeAccess;

/// <summary>A POSIX shell on a node: on this machine, or over OpenSSH.</summary>
public sealed class NodeShell
{
    /// <summary>
    /// What OpenSSH runs: a POSIX shell as root where sudo gives it without asking, else as the user. Wrapped, because the login shell may be any.
    /// </summary>
    private const string Remote = "exec sh -c 'if [ \"$(id -u)\" = 0 ] || ! sudo -n true 2>/dev/null; then exec sh -s; else exec sudo -n sh -s; fi'";

    private readonly string program;
    private readonly IReadOnlyList<string> arguments;
    private readonly string? failure;

    private NodeShell(string name, string program, IReadOnlyList<string> arguments, string? failure = null) =>
        (Name, this.program, this.arguments, this.failure) = (name, program, arguments, failure);

    /// <summary>This machine's shell, as the user that Certrot runs as.</summary>
    public static NodeShell Local { get; } = new("this machine", "sh", ["-s"]);

    /// <summary>Where it is, for people: <c>this machine</c>, or the host.</summary>
    public string Name { get; }

    /// <summary>A node's shell over SSH, as root where that can be had. Never asks for a password or a host key.</summary>
    /// <param name="host">Where to, unless the options name another.</param>
    /// <param name="ssh">How.</param>
    public static NodeShell Ssh(string host, SshOptions ssh)
    {
        ArgumentNullException.ThrowIfNull(ssh);
        var target = ssh.Host ?? host;
        // A name that begins with a dash would be an option.
        if (target.StartsWith('-') || ssh.User?.StartsWith('-') == true) return new NodeShell(target, "ssh", [], $"{target} is no host name");
        List<string> options = ["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3", "-o", "LogLevel=ERROR"];
        foreach (var option in ssh.Options) options.AddRange(["-o", option]);
        if (ssh.User is { } user) options.AddRange(["-l", user]);
        if (ssh.Port is { } port) options.AddRange(["-p", $"{port}"]);
        options.AddRange(["--", target, Remote]);
        return new NodeShell(target, "ssh", options);
    }

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">The script.</param>
    /// <param name="patience">It is left after this long.</param>
    /// <param name="onSection">Called for each section that it prints.</param>
    /// <param name="cancellation">Ends it. Where it cannot be cancelled, the terminal's Ctrl-C does not end it either.</param>
    /// <returns>Null where the script came to its end, else what went wrong in one line.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<string?> RunAsync(NodeScript script, TimeSpan patience, Action<ScriptSection> onSection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(onSection);
        if (failure is not null) return Task.FromResult<string?>(failure);
        return new ScriptProcess(program, arguments, patience).RunAsync(script, onSection, cancellation);
    }

    /// <summary>Another shell of this machine.</summary>
    internal static NodeShell Of(string program, params IReadOnlyList<string> arguments) => new("this machine", program, arguments);
}
