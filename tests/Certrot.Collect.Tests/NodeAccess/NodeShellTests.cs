using System.Text;
using Certrot.Collect.NodeAccess;

namespace Certrot.Collect.Tests.NodeAccess;

/// <summary>Scripts by a shell of this machine, and shells that cannot be had.</summary>
public sealed class NodeShellTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_script_gives_its_sections()
    {
        List<ScriptSection> sections = [];
        var script = new NodeScript($"printf '%s BEGIN content\\n' \"$MARK\"; printf '%s' {NodeScript.Quote("it's")}; printf '\\n%s END\\n%s FAIL result no way\\n%s DONE\\n' \"$MARK\" \"$MARK\" \"$MARK\"\n");

        Assert.Null(await NodeShell.Local.RunAsync(script, patience, sections.Add, TestContext.Current.CancellationToken));
        Assert.Equal(["content", "result"], sections.Select(s => s.Name));
        Assert.Equal("it's", Encoding.UTF8.GetString(sections[0].Content!));
        Assert.Equal("no way", sections[1].Error);
    }

    [Fact]
    public async Task An_interrupt_stops_only_what_can_be_cancelled()
    {
        var script = new NodeScript("kill -INT $$\nprintf '%s DONE\\n' \"$MARK\"\n");

        Assert.NotNull(await NodeShell.Local.RunAsync(script, patience, _ => { }, TestContext.Current.CancellationToken));
        Assert.Null(await NodeShell.Local.RunAsync(script, patience, _ => { }, CancellationToken.None));
    }

    [Fact]
    public async Task A_host_that_would_be_an_option_is_refused()
    {
        var shell = NodeShell.Ssh("node", new SshOptions { Host = "-oProxyCommand=x" });

        Assert.Equal("-oProxyCommand=x is no host name", await shell.RunAsync(new NodeScript("exit"), patience, _ => { }, TestContext.Current.CancellationToken));
    }
}
