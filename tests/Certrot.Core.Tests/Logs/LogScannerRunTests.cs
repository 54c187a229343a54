using System.Text;
using Certrot.Logs;

namespace Certrot.Core.Tests.Logs;

public sealed class LogScannerRunTests
{
    [Fact]
    public void A_log_that_begins_in_the_middle_has_one_run_without_start()
    {
        LogRun run = Assert.Single(LogText.Scan(Lines(7000, "05:00", 100)).Runs);

        Assert.False(run.StartSeen);
        Assert.Equal((1, 100), (run.FirstLine, run.LastLine));
    }

    [Fact]
    public void A_new_process_is_a_new_run()
    {
        IReadOnlyList<LogRun> runs = LogText.Scan(Lines(7000, "05:00", 100) + Lines(7100, "05:10", 50)).Runs;

        Assert.Equal(2, runs.Count);
        Assert.Equal((1, 100, false), (runs[0].FirstLine, runs[0].LastLine, runs[0].StartSeen));
        Assert.Equal((101, 150, true), (runs[1].FirstLine, runs[1].LastLine, runs[1].StartSeen));
        Assert.Equal(LogText.Utc("2026-11-22 05:00:59.000000"), runs[0].End);
        Assert.Equal(LogText.Utc("2026-11-22 05:10:00.000000"), runs[1].Start);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Nov 22 05:20:00 n kubelet[7100]: ")]
    [InlineData("2026-11-22T05:20:00+0000 n kubelet[7100]: ")]
    public void The_signs_of_one_start_are_one_run(string prefix)
    {
        string before = Prefixed(prefix.Replace("7100", "7000", StringComparison.Ordinal), Lines(7000, "05:00", 100));
        string start = (prefix.Length > 0 ? prefix.Replace("kubelet[7100]", "systemd[1]", StringComparison.Ordinal) + "Started kubelet: The Kubernetes Node Agent.\n" : string.Empty)
            + Prefixed(prefix, "Flag --cgroup-driver has been deprecated, This parameter should be set via the config file\n")
            + Prefixed(prefix, Flags(7100, "05:20", "address", "bootstrap-kubeconfig"))
            + (prefix.Length > 0 ? prefix.Replace("kubelet[7100]", "systemd[1]", StringComparison.Ordinal) + "Started Kubernetes systemd probe.\n" : string.Empty)
            + Prefixed(prefix, Flags(7100, "05:20", "config", "v"))
            + Prefixed(prefix, LogText.Klog('I', "05:20:01.000000", 7100, "\"Kubelet version\" kubeletVersion=\"v1.36.2\"") + "\n")
            + Prefixed(prefix, Lines(7100, "05:20", 100));

        LogDigest digest = LogText.Scan(before + start + start.Replace("7100", "7200", StringComparison.Ordinal));

        Assert.Equal(3, digest.Runs.Count);
        Assert.Equal([false, true, true], digest.Runs.Select(run => run.StartSeen));
        int startLines = start.Count(c => c == '\n');
        int orphan = prefix.Length > 0 ? 0 : 1;
        Assert.Equal(101 + orphan, digest.Runs[1].FirstLine);
        Assert.Equal(101 + orphan + startLines, digest.Runs[2].FirstLine);
    }

    [Fact]
    public void A_container_that_starts_again_with_the_same_process_id_is_a_new_run()
    {
        string run = Flags(1, "05:20", "address", "config", "v") + Lines(1, "05:21", 200);

        LogDigest digest = LogText.Scan(run + run + run);

        Assert.Equal(3, digest.Runs.Count);
        Assert.All(digest.Runs, each => Assert.True(each.StartSeen));
        Assert.Equal([1L, 204L, 407L], digest.Runs.Select(each => each.FirstLine));
    }

    [Fact]
    public void A_container_that_prints_only_its_version_is_a_new_run_at_each_start()
    {
        string run = LogText.Klog('I', "05:20:00.000000", 1, "Version: v1.20.2") + "\n" + Lines(1, "05:21", 200);

        Assert.Equal(3, LogText.Scan(run + run + run).Runs.Count);
    }

    [Fact]
    public void Two_processes_that_write_one_log_are_not_a_restart_at_each_line()
    {
        StringBuilder text = new();
        for (int i = 0; i < 300; i++)
            text.Append(Lines(7000, "05:00", 1)).Append(Lines(7100, "05:00", 1));

        Assert.InRange(LogText.Scan(text.ToString()).Runs.Count, 1, 2);
    }

    [Fact]
    public void Other_units_of_the_journal_do_not_begin_runs()
    {
        StringBuilder text = new();
        for (int i = 0; i < 200; i++)
        {
            text.Append("Nov 22 05:20:00 n kubelet[7000]: ").Append(Lines(7000, "05:20", 1));
            text.Append($"Nov 22 05:20:00 n containerd[{8000 + i}]: level=info\n");
            text.Append("Nov 22 05:20:00 n systemd[1]: Started Session 4 of user core.\n");
        }

        Assert.Single(LogText.Scan(text.ToString()).Runs);
    }

    [Fact]
    public void Each_start_of_the_unit_is_a_run_even_when_the_process_says_nothing()
    {
        string text = string.Concat(Enumerable.Repeat(
            "Nov 22 05:20:00 n systemd[1]: Started Kubernetes Kubelet.\nNov 22 05:20:01 n systemd[1]: kubelet.service: Failed with result 'exit-code'.\n", 5));

        Assert.Equal(5, LogText.Scan(text).Runs.Count);
    }

    [Fact]
    public void The_kubelet_saying_that_it_is_started_is_not_another_start()
    {
        string text = Lines(7000, "05:00", 100) + LogText.Klog('I', "05:01:00.000000", 7000, "Started kubelet v1.13.4") + "\n" + Lines(7000, "05:02", 100);

        Assert.Single(LogText.Scan(text).Runs);
    }

    [Fact]
    public void A_boot_lets_a_process_id_come_again()
    {
        string text = Prefixed("Nov 22 05:20:00 n kubelet[812]: ", Lines(812, "05:20", 100))
            + "-- Boot 3f9ac1 --\n"
            + Prefixed("Nov 22 05:30:00 n kubelet[812]: ", Lines(812, "05:30", 100));

        Assert.Equal(2, LogText.Scan(text).Runs.Count);
    }

    [Theory]
    [InlineData("Starting k3s v1.24.4+k3s1 (c3f830e9)")]
    [InlineData("Starting rke2 agent v1.24.4+rke2r1")]
    public void K3s_and_rke2_say_that_they_start(string message)
    {
        string run = $"time=\"2026-11-22T05:20:00Z\" level=info msg=\"{message}\"\n"
            + string.Concat(Enumerable.Repeat("time=\"2026-11-22T05:20:01Z\" level=info msg=\"Running\"\n", 200));

        LogDigest digest = LogText.Scan(run + run);

        Assert.Equal([1L, 202L], digest.Runs.Select(each => each.FirstLine));
    }

    [Fact]
    public void Flags_are_those_of_the_newest_run()
    {
        string text = Flags(7000, "05:00", "address", "old-only") + Lines(7000, "05:00", 10)
            + LogText.Klog('I', "05:20:00.000000", 7100, "FLAG: --bootstrap-kubeconfig=\"/etc/kubernetes/bootstrap-kubelet.conf\"") + "\n"
            + LogText.Klog('I', "05:20:00.000000", 7100, "FLAG: --empty=\"\"") + "\n"
            + LogText.Klog('I', "05:20:00.000000", 7100, "FLAG: --feature-gates=\"A=true,B=false\"") + "\n"
            + Lines(7100, "05:20", 10);

        IReadOnlyDictionary<string, string> flags = LogText.Scan(text).Flags;

        Assert.Equal(3, flags.Count);
        Assert.Equal("/etc/kubernetes/bootstrap-kubelet.conf", flags["bootstrap-kubeconfig"]);
        Assert.Equal(string.Empty, flags["empty"]);
        Assert.Equal("A=true,B=false", flags["feature-gates"]);
    }

    [Fact]
    public void Flags_are_read_from_klog_json()
    {
        const string Line = """{"ts":1795326791123.456,"caller":"flag/flags.go:64","msg":"FLAG: --rotate-certificates=\"true\"\n","v":1}""";

        Assert.Equal("true", LogText.Scan(Line).Flags["rotate-certificates"]);
    }

    private static string Lines(int pid, string minute, int count)
    {
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
            text.Append(LogText.Klog('I', $"{minute}:{Math.Min(i, 59):00}.000000", pid, "\"Syncing\" pod=\"a\"")).Append('\n');
        return text.ToString();
    }

    private static string Flags(int pid, string minute, params string[] names) =>
        string.Concat(names.Select(name => LogText.Klog('I', $"{minute}:00.000000", pid, $"FLAG: --{name}=\"x\"") + "\n"));

    private static string Prefixed(string prefix, string text) =>
        prefix.Length == 0 ? text : string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => prefix + line + "\n"));
}
