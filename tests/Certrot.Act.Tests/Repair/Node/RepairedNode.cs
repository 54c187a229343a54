using System.Diagnostics;
using Certrot.Act.Repair;
using Certrot.Collect.NodeAccess;

namespace Certrot.Act.Tests.Repair.Node;

/// <summary>A folder that stands for a node's file system, and a repair of it by a real shell.</summary>
internal sealed class RepairedNode : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("certrot-repair-").FullName;
    private readonly string[] shell;

    public RepairedNode(string shell)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("a repair needs root");
        this.shell = shell.Split(' ');
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, this.shell[0])))) Assert.Skip($"{this.shell[0]} is not installed");
        Files = Path.Combine(root, "it's a \"node\" $HOME \\ *");
        Directory.CreateDirectory(Files);
        Run("chmod", "755", Files);
        Repairer = Other("a1");
    }

    public string Files { get; }

    public string State => Path.Combine(root, "state");

    public NodeRepairer Repairer { get; }

    public NodeRepairer Other(string id) => new(NodeShell.Of(shell[0], [.. shell[1..], "-s"]), id, State);

    public string At(string name) => Path.Combine(Files, name);

    /// <summary>The path of a file as one word of a shell.</summary>
    public string Word(string name) => NodeScript.Quote(At(name));

    public void Write(string name, string content, string mode = "644", string owner = "0:0")
    {
        File.WriteAllText(At(name), content);
        Run("sh", "-c", "chmod \"$1\" \"$3\" && chown \"$2\" \"$3\"", "sh", mode, owner, At(name));
    }

    public string Read(string name) => File.ReadAllText(At(name));

    public Task DoAsync(params string[] lines) => Repairer.DoAsync(new ScriptAction(lines), s => s, TestContext.Current.CancellationToken);

    public Task BeginAsync() => Repairer.BeginAsync(TestContext.Current.CancellationToken);

    /// <summary>Names, modes, owners, contents, targets and attributes of all files.</summary>
    public string Snapshot() => Run("sh", "-c", """
        cd "$1" && find . -printf '%p %M %U:%G %l\n' | sort && find . -type f -exec sha256sum {} + | sort
        ! command -v lsattr >/dev/null || { lsattr -d . && lsattr -Ra . 2>/dev/null; } | tr -d e | sort -u
        """, "sh", Files);

    /// <summary>Takes the repair back as an administrator does.</summary>
    public string UndoByHand() => Run([.. shell, Path.Combine(Repairer.Folder, "undo.sh")]);

    public static string Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {output}");
        return output;
    }

    public void Dispose()
    {
        using var open = Process.Start("sh", ["-c", "chattr -R -i \"$1\" 2>/dev/null; umount \"$1\"/*/full 2>/dev/null; rm -rf \"$1\"", "sh", root]);
        open.WaitForExit();
    }
}
