using Certrot.Act.Repair;
using Certrot.Collect.NodeAccess;
using Certrot.Repair;
using Certrot.Repair.Actions;

namespace Certrot.Act.Tests.Repair.Node;

/// <summary>A repair from its beginning to its end, on this machine's shell.</summary>
public sealed class NodeRepairerTests
{
    private const string Kubeconfig = """
        users:
        - name: kubelet
          user:
            client-key-data: S3CRETKEY=
            token: S3CRETTOKEN
        - name: bootstrap
          user:
            token: abcdef.0123456789abcdef

        """;

    [Fact]
    public async Task Actions_change_a_node_and_the_backups_stay()
    {
        using var node = new RepairedNode("sh");
        node.Write("config.yaml", "kind: KubeletConfiguration\nrotateCertificates: false # why\n", "640");
        await node.BeginAsync();
        await node.Repairer.DoAsync(new Configure(node.At("config.yaml"), [("rotateCertificates", true)]), s => s, TestContext.Current.CancellationToken);
        await node.Repairer.DoAsync(new WriteKubeconfig(node.At("bootstrap.conf"), $"token: {IssueToken.Placeholder}\n"), s => s.Replace(IssueToken.Placeholder, "abcdef.0123456789abcdef", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await node.Repairer.EndAsync(TestContext.Current.CancellationToken);

        Assert.Contains("rotateCertificates: true", node.Read("config.yaml"), StringComparison.Ordinal);
        Assert.Equal("token: abcdef.0123456789abcdef\n", node.Read("bootstrap.conf"));
        Assert.True(Directory.Exists(node.Repairer.Folder));
        Assert.Equal($"{node.State}/repair-a1", node.Repairer.Folder);
        Assert.False(Directory.Exists(Path.Combine(node.State, "lock")));
        Assert.Equal("700\n700\n", RepairedNode.Run("stat", "-c", "%a", node.State, node.Repairer.Folder));
        // The repair can still be taken back.
        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.False(File.Exists(node.At("bootstrap.conf")));
        Assert.Contains("rotateCertificates: false # why", node.Read("config.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_do_not_leave_the_node_and_are_not_overwritten()
    {
        using var node = new RepairedNode("sh");
        node.Write("kubelet.conf", Kubeconfig, "600");
        await node.BeginAsync();
        string? sent = null;
        var action = new ScriptAction(content => (sent = content) is null ? "" : $"unchanged {node.Word("kubelet.conf")} {NodeScript.Quote(content!)}\nput {node.Word("kubelet.conf")} same {NodeScript.Quote(content!)}") { From = node.At("kubelet.conf") };

        var failure = await Assert.ThrowsAsync<RepairException>(() => node.Repairer.DoAsync(action, s => s, TestContext.Current.CancellationToken));

        Assert.Contains("holds secrets", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Kubeconfig.Replace("S3CRETKEY=", "REDACTED", StringComparison.Ordinal).Replace("S3CRETTOKEN", "REDACTED", StringComparison.Ordinal).Replace("0123456789abcdef", "REDACTED", StringComparison.Ordinal), sent);
        Assert.Equal(Kubeconfig, node.Read("kubelet.conf"));
    }

    [Fact]
    public async Task A_file_that_changes_meanwhile_is_not_written()
    {
        using var node = new RepairedNode("sh");
        node.Write("config.yaml", "a: 1\n");
        await node.BeginAsync();
        var action = new ScriptAction(content =>
        {
            node.Write("config.yaml", "a: 2\n");
            return $"unchanged {node.Word("config.yaml")} {NodeScript.Quote(content!)}\nput {node.Word("config.yaml")} same lost";
        })
        { From = node.At("config.yaml") };

        var failure = await Assert.ThrowsAsync<RepairException>(() => node.Repairer.DoAsync(action, s => s, TestContext.Current.CancellationToken));

        Assert.Equal($"{node.At("config.yaml")} was changed meanwhile", failure.Message);
        Assert.Equal("a: 2\n", node.Read("config.yaml"));
    }

    [Fact]
    public async Task Two_repairs_of_a_node_do_not_run_at_once()
    {
        using var node = new RepairedNode("sh");
        node.Write("file", "old");
        await node.BeginAsync();
        await node.BeginAsync();
        var other = node.Other("b2");

        var refused = await Assert.ThrowsAsync<RepairException>(() => other.BeginAsync(TestContext.Current.CancellationToken));
        var lockless = await Assert.ThrowsAsync<RepairException>(() => other.DoAsync(new ScriptAction($"put {node.Word("file")} same new"), s => s, TestContext.Current.CancellationToken));

        Assert.StartsWith("repair a1 is at work on this node", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"rm -r {node.State}/lock", refused.Message, StringComparison.Ordinal);
        Assert.Contains("does not have the lock", lockless.Message, StringComparison.Ordinal);
        Assert.Equal("old", node.Read("file"));
        Assert.Empty(await other.UndoAsync());
        await node.Repairer.EndAsync(TestContext.Current.CancellationToken);
        await other.BeginAsync(TestContext.Current.CancellationToken);
        Assert.Contains("repair b2 is at work", Assert.Single(await node.Repairer.UndoAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_waits_for_a_step_that_is_still_at_work()
    {
        using var node = new RepairedNode("sh");
        node.Write("first", "old");
        node.Write("second", "old");
        var before = node.Snapshot();
        await node.BeginAsync();
        var step = node.DoAsync($"put {node.Word("first")} same new", "sleep 2", $"put {node.Word("second")} same new");
        while (node.Read("first") == "old") await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Empty(await node.Repairer.UndoAsync());
        await step;
        Assert.Equal(before, node.Snapshot());
    }

    [Fact]
    public async Task An_undo_of_nothing_does_nothing()
    {
        using var node = new RepairedNode("sh");

        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.False(Directory.Exists(node.State));
    }

    [Fact]
    public async Task A_step_that_is_given_up_can_be_taken_back()
    {
        using var node = new RepairedNode("sh");
        node.Write("file", "old");
        var before = node.Snapshot();
        await node.BeginAsync();
        using var source = new CancellationTokenSource();
        var step = node.Repairer.DoAsync(new ScriptAction($"put {node.Word("file")} same new", "sleep 60"), s => s, source.Token);
        while (node.Read("file") == "old") await Task.Delay(20, TestContext.Current.CancellationToken);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step);
        Assert.Empty(await node.Repairer.UndoAsync());
        Assert.Equal(before, node.Snapshot());
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_is_told_in_one_line()
    {
        var repairer = new NodeRepairer(NodeShell.Ssh("127.0.0.1", new SshOptions { Port = 1 }), "a1");

        var failure = await Assert.ThrowsAsync<RepairException>(() => repairer.BeginAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("127.0.0.1: ssh", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Equal("/var/lib/certrot/repair-a1", repairer.Folder);
        Assert.Single(await repairer.UndoAsync());
    }

    [Fact]
    public async Task Without_root_nothing_begins()
    {
        using var node = new RepairedNode("sh");
        // What a shell of another user says; setpriv is a part of util-linux.
        if (!File.Exists("/usr/bin/setpriv")) Assert.Skip("setpriv is not installed");
        var repairer = new NodeRepairer(NodeShell.Of("setpriv", "--reuid", "65534", "--clear-groups", "sh", "-s"), "a1", node.State);

        var failure = await Assert.ThrowsAsync<RepairException>(() => repairer.BeginAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("changes need root on the node, and this is user", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(node.State));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("")]
    public void An_ID_is_a_plain_word(string id) => Assert.ThrowsAny<ArgumentException>(() => new NodeRepairer(NodeShell.Local, id));
}
