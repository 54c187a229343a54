using System.Diagnostics;
using System.Globalization;
using System.Text;
using Certrot.Collect.Bundle;
using Certrot.Collect.Gathered;
using Certrot.Collect.NodeAccess;
using Certrot.Evidence;

namespace Certrot.Collect.Tests.NodeAccess;

/// <summary>What is known of the kubelet's process: from the script to what the bundle says.</summary>
public sealed class NodeFactsTests
{
    private static readonly DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_start_of_the_kubelet_is_read_back_as_it_was()
    {
        var process = Process("1767225600");

        Assert.Equal(now, process!.StartedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    [InlineData("253402300800")]
    public void A_start_that_is_none_is_left_out(string started)
    {
        var process = Process(started);

        Assert.True(process!.Running);
        Assert.Null(process.StartedAt);
    }

    [Theory]
    [InlineData("kubelet")]
    [InlineData("ku) S (1 let")]
    public async Task The_script_reckons_the_start_of_a_process_of_any_name(string name)
    {
        var folder = Directory.CreateTempSubdirectory("certrot-facts-");
        try
        {
            var program = Path.Combine(folder.FullName, name);
            File.Copy("/bin/sleep", program);
            using var process = System.Diagnostics.Process.Start(program, "60");
            try
            {
                var script = $"pid={process.Id}\n{Function("started() {")}\nstarted";
                using var shell = System.Diagnostics.Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
                var started = long.Parse(await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);

                // The boot's time is given in whole seconds.
                var expected = new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
                Assert.InRange(started, expected - 2, expected + 2);
            }
            finally
            {
                process.Kill();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_kubelet_that_systemd_starts_again_and_again_is_told_with_the_flags_of_its_unit()
    {
        var process = Process([("unit-state", "LoadState=loaded\nActiveState=activating\nSubState=auto-restart\nExecMainStatus=255\nNRestarts=41\n"), ("cmdline", "/usr/bin/kubelet\n--cert-dir=/srv/certs\n--token=abcdef.0123456789abcdef"), ("pid", "")]);

        Assert.False(process!.Running);
        Assert.True(process.IsStartedAgain);
        Assert.Equal(("activating (auto-restart)", 41, 255), (process.Service, process.Restarts, process.ExitCode));
        Assert.Equal(["/usr/bin/kubelet", "--cert-dir=/srv/certs", "--token=REDACTED"], process.CommandLine);
    }

    [Theory]
    [InlineData("LoadState=stub\nActiveState=inactive\nSubState=dead\n")]
    [InlineData("LoadState=loaded\nActiveState=active\n")]
    [InlineData("")]
    public void A_unit_whose_state_is_not_known_is_left_out(string state) => Assert.Null(Process([("unit-state", state), ("pid", "7")])!.Service);

    [Theory]
    [InlineData("masked")]
    [InlineData("not-found")]
    public void A_unit_that_cannot_be_started_is_told(string state)
    {
        var process = Process([("unit-state", $"LoadState={state}\nActiveState=inactive\nSubState=dead\n"), ("pid", "")])!;

        Assert.Equal((state, true), (process.Service, process.CannotBeStarted));
    }

    [Theory]
    // systemd 219 writes a space in a value as \x20, later ones put the value in quotes.
    [InlineData("sh", "mawk", """Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/b.conf --kubeconfig=/srv/k.conf" CONFIG=/srv/config.yaml""")]
    [InlineData("bash", "mawk", """Environment=CONFIG=/srv/config.yaml KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/b.conf\x20--kubeconfig=/srv/k.conf""")]
    [InlineData("busybox", "busybox", """Environment=CONFIG=/srv/config.yaml "KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/b.conf --kubeconfig=/srv/k.conf" QUOTED=a\"b""")]
    public async Task The_flags_of_a_kubelet_that_does_not_run_are_those_of_its_unit(string shell, string awk, string environment)
    {
        var folder = Directory.CreateTempSubdirectory("certrot-unit-");
        try
        {
            await Write("kubeadm-flags.env", "# comment\n; comment\nKUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///run/c.sock --node-labels=a=b\"\n");
            await Write("default", "KUBELET_EXTRA_ARGS=--cert-dir=/srv/certs --v=2\nLAST='--price=$5'\n");
            await Write("environment", environment + "\n");
            await Write("systemctl", $$"""
                #!/bin/sh
                case "$*" in
                "show kubelet -p ExecStart") echo 'ExecStart={ path=/usr/bin/kubelet ; argv[]=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS --config=${CONFIG} $KUBELET_KUBEADM_ARGS $NOT_SET $KUBELET_EXTRA_ARGS $$x ; ignore_errors=no ; start_time=[n/a] ; pid=0 }' ;;
                "show kubelet -p Environment") cat '{{folder.FullName}}/environment' ;;
                "show kubelet -p EnvironmentFiles") printf 'EnvironmentFiles=%s (ignore_errors=yes)\n' '{{folder.FullName}}/kubeadm-flags.env' /not/there '{{folder.FullName}}/default' ;;
                esac

                """);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(folder.FullName, "systemctl"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "awk"), $"/usr/bin/{awk}");
            string[] arguments = shell == "busybox" ? ["sh"] : [];
            var script = $"have() {{ command -v \"$1\" >/dev/null 2>&1; }}\nunit=kubelet\n{Function("unit_command() {")}\nunit_command";
            var start = new ProcessStartInfo(shell, [.. arguments, "-c", script]) { RedirectStandardOutput = true, UseShellExecute = false };
            start.Environment["PATH"] = $"{folder.FullName}:{start.Environment["PATH"]}";
            using var process = System.Diagnostics.Process.Start(start)!;
            var words = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

            Assert.Equal(
                ["/usr/bin/kubelet", "--bootstrap-kubeconfig=/etc/b.conf", "--kubeconfig=/srv/k.conf", "--config=/srv/config.yaml", "--container-runtime-endpoint=unix:///run/c.sock", "--node-labels=a=b", "--cert-dir=/srv/certs", "--v=2", "$x"],
                words.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Task Write(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text, TestContext.Current.CancellationToken);
    }

    private static KubeletProcess? Process(string started) => Process([("cmdline", "/usr/bin/kubelet"), ("state", "S (sleeping)"), ("started", started), ("pid", "7")]);

    private static KubeletProcess? Process(IEnumerable<(string Name, string Value)> told)
    {
        var files = new EvidenceFiles("worker-1", now);
        var facts = new NodeFacts(files, () => now);
        foreach (var (name, value) in told.Prepend(("unit", "kubelet")).Prepend(("user", "0"))) facts.Add(new ScriptSection("fact/" + name, Encoding.UTF8.GetBytes(value), null));
        facts.Finish();
        using var stream = files.Open("node/process.json");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return KubeletProcessReader.Read(content.ToArray(), "node/process.json", []);
    }

    private static string Function(string head)
    {
        var text = NodeScript.Collection("-1h", 1).Text;
        var start = text.IndexOf(head, StringComparison.Ordinal);
        return text[start..(text.IndexOf("\n}\n", start, StringComparison.Ordinal) + 2)];
    }
}
