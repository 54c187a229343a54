using System.Text;
using Certrot.Repair;
using Certrot.Collect.NodeAccess;

namespace Certrot.Act.Tests.Repair.Node;

/// <summary>What each function of the script changes, by the shells that nodes have; after each, the undo puts everything back.</summary>
public sealed class RepairScriptTests
{
    public static TheoryData<string> Shells => ["dash", "bash", "busybox sh"];

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_file_is_written_with_its_mode_and_owner_or_new_ones(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("config", "old\n", "640", "5:6");
        node.Write("conf", "old", "644", "7:8");

        await CheckAsync(node, () =>
        {
            Assert.Equal("a: 'b' $HOME `x` \\n %s\n\n", node.Read("config"));
            Assert.Equal("", node.Read("conf"));
            Assert.Equal("token", node.Read("new"));
            Assert.Equal("640 5:6\n600 0:0\n600 0:0\n", RepairedNode.Run("stat", "-c", "%a %u:%g", node.At("config"), node.At("conf"), node.At("new")));
        }, $"put {node.Word("config")} same {NodeScript.Quote("a: 'b' $HOME `x` \\n %s\n\n")}", $"put {node.Word("conf")} 0600 ''", $"put {node.Word("new")} 0600 token");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_link_to_a_file_stays_and_a_dangling_one_becomes_a_file(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("target", "old\n");
        File.CreateSymbolicLink(node.At("link"), "target");
        File.CreateSymbolicLink(node.At("dangling"), "nowhere");

        await CheckAsync(node, () =>
        {
            Assert.Equal("target", new FileInfo(node.At("link")).LinkTarget);
            Assert.Equal("new\n", node.Read("target"));
            Assert.Null(new FileInfo(node.At("dangling")).LinkTarget);
            Assert.Equal("new\n", node.Read("dangling"));
        }, $"put {node.Word("link")} same 'new\n'", $"put {node.Word("dangling")} 0600 'new\n'");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_megabyte_is_written(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("ca.crt", "old");
        var content = new StringBuilder();
        while (content.Length < 1 << 20) content.Append("'MIIC5zCCAc+gAwIBAgIBADANBgkqhkiG9w0BAQsFADAVMRMwEQYDVQQDEwprdWJl\n");

        await CheckAsync(node, () => Assert.Equal(content.ToString(), node.Read("ca.crt")), $"put {node.Word("ca.crt")} same {NodeScript.Quote(content.ToString())}");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Text_is_appended_on_lines_of_its_own(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("open", "a", "604", "3:4");
        node.Write("closed", "a\n");
        node.Write("empty", "");

        await CheckAsync(node, () =>
        {
            Assert.Equal("a\nb\n", node.Read("open"));
            Assert.Equal("a\nb\nc", node.Read("closed"));
            Assert.Equal("b\n", node.Read("empty"));
            Assert.Equal("604 3:4\n", RepairedNode.Run("stat", "-c", "%a %u:%g", node.At("open")));
        }, $"append {node.Word("open")} 'b\n'", $"append {node.Word("closed")} 'b\n'", $"append {node.Word("closed")} 'c'", $"append {node.Word("empty")} 'b\n'");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Files_are_moved_away_and_what_is_not_there_is_passed_over(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("kubelet-client-1.pem", "1", "600");
        node.Write("kubelet-client-2 b'.pem", "2", "600");
        node.Write("other", "3");
        File.CreateSymbolicLink(node.At("kubelet-client-current.pem"), "nowhere");

        await CheckAsync(node, () => Assert.Equal(["other"], Directory.GetFileSystemEntries(node.Files).Select(Path.GetFileName)),
            $"away {node.Word("kubelet-client-")}*", $"away {node.Word("none-")}*", $"away {node.Word("none")}");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_file_becomes_a_dated_one_and_a_link(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("current.pem", "pem", "600");
        node.Write("old.pem", "old", "600");
        Directory.CreateDirectory(node.At("folder"));
        File.CreateSymbolicLink(node.At("to folder"), "folder");

        await CheckAsync(node, () =>
        {
            Assert.Equal(node.At("dated.pem"), new FileInfo(node.At("current.pem")).LinkTarget);
            Assert.Equal("pem", node.Read("dated.pem"));
            Assert.Equal("old.pem", new FileInfo(node.At("to folder")).LinkTarget);
            Assert.Empty(Directory.GetFileSystemEntries(node.At("folder")));
        }, $"rename {node.Word("current.pem")} {node.Word("dated.pem")}", $"link {node.Word("current.pem")} {node.Word("dated.pem")}", $"link {node.Word("to folder")} old.pem");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_file_is_put_back_before_the_end(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("target", "old\n", "640", "5:6");
        File.CreateSymbolicLink(node.At("link"), "target");
        var before = node.Snapshot();
        await node.BeginAsync();
        await node.DoAsync($"put {node.Word("link")} same new", $"put {node.Word("new")} 0600 new", $"put {node.Word("link")} same newer");
        await node.DoAsync($"put_back {node.Word("link")}", $"put_back {node.Word("new")}", $"put_back {node.Word("never changed")}");

        Assert.Equal(before, node.Snapshot());
        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.Equal(before, node.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Root_gets_the_folder_of_certificates_back(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("kubelet.key", "key", "644", "33:33");
        node.Write("kubelet-client-1.pem", "pem", "400");
        node.Write("kubelet.crt", "crt", "640");
        File.CreateSymbolicLink(node.At("kubelet-client-current.pem"), "kubelet-client-1.pem");
        RepairedNode.Run("sh", "-c", "chown 33:33 \"$1\"; chmod 500 \"$1\"; ! command -v chattr || chattr +i \"$1\"/kubelet.key \"$1\"", "sh", node.Files);

        await CheckAsync(node, () =>
        {
            Assert.DoesNotContain("i", RepairedNode.Run("sh", "-c", "cd \"$1\"; ! command -v lsattr >/dev/null || lsattr -d . kubelet.key | cut -d ' ' -f 1", "sh", node.Files), StringComparison.Ordinal);
            Assert.Equal("755 0:0\n600 0:0\n600 0:0\n640 0:0\n", RepairedNode.Run("stat", "-c", "%a %u:%g", node.Files, node.At("kubelet.key"), node.At("kubelet-client-1.pem"), node.At("kubelet.crt")));
            Assert.Equal("new", node.Read("kubelet.key"));
        }, $"restore_access {NodeScript.Quote(node.Files)}", $"put {node.Word("kubelet.key")} same new", $"put {node.Word("more.pem")} 0600 new");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_command_runs_and_the_first_way_back_is_taken_once_at_the_end(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("state", "old");
        var log = NodeScript.Quote(Path.Combine(node.State, "log"));
        await node.BeginAsync();
        // A service that keeps its output open holds nothing up.
        await node.DoAsync($"service {NodeScript.Quote($"echo one >>{log}; sleep 30 &")} {NodeScript.Quote($"cat {node.Word("state")} >>{log}")}", $"service {NodeScript.Quote($"echo two >>{log}")} 'exit 1'", $"put {node.Word("state")} same new");

        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.Equal("one\ntwo\nold", await File.ReadAllTextAsync(Path.Combine(node.State, "log"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Failures_say_what_and_leave_nothing_half_done(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("file", "old");
        Directory.CreateDirectory(node.At("folder"));
        var before = node.Snapshot();
        await node.BeginAsync();
        foreach (var (script, told) in new (string, string)[]
        {
            ($"put {node.Word("folder")} 0600 S3CRET", "folder is a directory"),
            ($"put {node.Word("none/file")} 0600 S3CRET", "none/file was not written"),
            ($"put relative 0600 S3CRET", "relative is no absolute path"),
            ($"append {node.Word("none")} S3CRET", "it does not exist"),
            ($"link {node.Word("file")} {node.Word("none")}", "none does not exist"),
            ($"link {node.Word("folder")} {node.Word("file")}", "folder is a directory"),
            ($"rename {node.Word("file")} {node.Word("folder")}", "exists already"),
            ($"rename {node.Word("none")} {node.Word("new")}", "does not exist"),
            ($"away {node.Word("folder")}", "folder is a directory"),
            ($"restore_access {node.Word("none")}", "none is no directory"),
            ("service 'echo first; echo Unit kubelet.service not found. >&2; exit 5' true", "Unit kubelet.service not found."),
            ("service 'exit 5' true", "it ended with 5"),
            ($"unchanged {node.Word("file")} other", "file was changed meanwhile"),
            ($"unchanged {node.Word("none")} other", "none was changed meanwhile"),
        })
        {
            var failure = await Assert.ThrowsAsync<RepairException>(() => node.DoAsync(script, $"put {node.Word("file")} same new"));
            Assert.Contains(told, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("S3CRET", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
        }

        Assert.Equal(before, node.Snapshot());
        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.Equal(before, node.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_folder_that_cannot_be_changed_leaves_the_old_file(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("first", "old");
        Directory.CreateDirectory(node.At("closed"));
        node.Write("closed/second", "old");
        try
        {
            RepairedNode.Run("chattr", "+i", node.At("closed"));
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or Xunit.Sdk.TrueException)
        {
            Assert.Skip("files cannot be made immutable here");
        }

        var before = node.Snapshot();
        await node.BeginAsync();
        var failure = await Assert.ThrowsAsync<RepairException>(() => node.DoAsync($"put {node.Word("first")} same new", $"put {node.Word("closed/second")} same new"));

        Assert.Contains("closed/second was not written", failure.Message, StringComparison.Ordinal);
        Assert.Contains("not permitted", failure.Message, StringComparison.Ordinal);
        Assert.Equal("new", node.Read("first"));
        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.Equal(before, node.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_full_file_system_leaves_the_old_file(string shell)
    {
        using var node = new RepairedNode(shell);
        Directory.CreateDirectory(node.At("full"));
        try
        {
            RepairedNode.Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", node.At("full"));
        }
        catch (Xunit.Sdk.TrueException)
        {
            Assert.Skip("nothing can be mounted here");
        }

        node.Write("full/file", "old");
        var before = node.Snapshot();
        await node.BeginAsync();
        foreach (var script in new[] { $"put {node.Word("full/file")} same", $"put {node.Word("full/new")} 0600", $"append {node.Word("full/file")}" })
        {
            var failure = await Assert.ThrowsAsync<RepairException>(() => node.DoAsync($"{script} {new string('x', 200_000)}"));
            Assert.Contains("was not written: ", failure.Message, StringComparison.Ordinal);
            Assert.Equal(before, node.Snapshot());
        }

        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.Equal(before, node.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_script_that_was_killed_is_taken_back_by_hand(string shell)
    {
        using var node = new RepairedNode(shell);
        node.Write("first", "old", "640", "5:6");
        node.Write("second", "old");
        var before = node.Snapshot();
        await node.BeginAsync();
        await Assert.ThrowsAsync<RepairException>(() => node.DoAsync($"put {node.Word("first")} same new", "into_place() { kill -9 $$; }", $"put {node.Word("second")} same new"));

        Assert.Equal("new", node.Read("first"));
        Assert.Equal("old", node.Read("second"));
        Assert.Equal(3, Directory.GetFileSystemEntries(node.Files).Length);
        Assert.Equal("", node.UndoByHand());
        Assert.Equal(before, node.Snapshot());
        Assert.False(Directory.Exists(node.State));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task An_undo_tells_what_it_could_not_do_and_can_be_done_again(string shell)
    {
        using var node = new RepairedNode(shell);
        foreach (var name in new[] { "a", "b", "c" }) node.Write(name, "old");
        var before = node.Snapshot();
        await node.BeginAsync();
        foreach (var name in new[] { "a", "b", "c" }) await node.DoAsync($"away {node.Word(name)}");
        Directory.CreateDirectory(node.At("b/in the way"));

        var failure = Assert.Single(await node.Repairer.UndoAsync());

        Assert.StartsWith($"{node.At("b")} was not put back: it is a directory", failure, StringComparison.Ordinal);
        Assert.Equal("old", node.Read("a"));
        Assert.Equal("old", node.Read("c"));
        Directory.Delete(node.At("b"), recursive: true);
        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.Equal(before, node.Snapshot());
        Assert.False(Directory.Exists(node.State));
    }

    /// <summary>Does it, looks, and takes it back.</summary>
    private static async Task CheckAsync(RepairedNode node, Action changed, params string[] script)
    {
        var before = node.Snapshot();
        await node.BeginAsync();
        await node.DoAsync(script);
        changed();
        Assert.Empty(Directory.GetFiles(node.Files, "*.certrot-*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }));
        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.Equal(before, node.Snapshot());
        Assert.False(Directory.Exists(node.State));
    }
}
