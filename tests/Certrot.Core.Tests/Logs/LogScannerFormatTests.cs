using System.Text;
using System.Text.Json;
using Certrot.Logs;

namespace Certrot.Core.Tests.Logs;

public sealed class LogScannerFormatTests
{
    private const string Header = "E1122 05:53:11.123456    5815 certificate_manager.go:454] ";
    private const string Inner = """events is forbidden: User \"system:anonymous\" cannot create resource \"events\" <x> & y""";
    private const string Structured = $"\"Server rejected event\" err=\"{Inner}\"";
    private const string Expected = """
        "Server rejected event" err="events is forbidden: User "system:anonymous" cannot create resource "events" <x> & y"
        """;

    private const string Microseconds = "1795326791123456";

    public static TheoryData<string, string> Wrappings()
    {
        string klog = Header + Structured;
        TheoryData<string, string> data = [];
        data.Add("klog", klog);
        data.Add("journald short", "Nov 22 05:53:11 worker-1 kubelet[1207]: " + klog);
        data.Add("journald short", "Nov 22 05:53:11 worker-1 kubelet.sh[1207]: " + klog);
        data.Add("journald short", "Nov 22 05:53:11 worker-1 kubelet-wrapper[1207]: " + klog);
        data.Add("journald short", "Nov 22 05:53:11 worker-1 microk8s.daemon-kubelite[1207]: " + klog);
        data.Add("journald short", "Nov 22 05:53:11 worker-1 origin-node[1207]: " + klog);
        data.Add("journald short", "Nov 22 05:53:11 worker-1 hyperkube[1207]: " + klog);
        data.Add("journald short", "Nov 22 05:53:11 worker-1 k3s[1207]: " + klog);
        data.Add("journald short-precise", "Nov 22 05:53:11.123460 worker-1 kubelet[1207]: " + klog);
        data.Add("journald short-iso", "2026-11-22T05:53:11+0000 worker-1 kubelet[1207]: " + klog);
        data.Add("journald short-iso", "2026-11-22T05:53:11+00:00 worker-1 kubelet[1207]: " + klog);
        data.Add("journald short-iso", "2026-11-22T06:53:11.123460+01:00 worker-1 kubelet[1207]: " + klog);
        data.Add("journald short-full", "Sun 2026-11-22 05:53:11 UTC worker-1 kubelet[1207]: " + klog);
        data.Add("journald short-unix", "1795326791.123460 worker-1 kubelet[1207]: " + klog);
        data.Add("journald export", $"__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP={Microseconds}\n_BOOT_ID=3f\nPRIORITY=6\nSYSLOG_IDENTIFIER=kubelet\nMESSAGE={klog}\n_PID=1207\n");
        data.Add("journald json", $$"""{"_PID":"1207","__REALTIME_TIMESTAMP":"{{Microseconds}}","SYSLOG_IDENTIFIER":"kubelet","MESSAGE":{{Json(klog)}}}""");
        data.Add("journald json", $$"""{"MESSAGE":[{{string.Join(',', Encoding.UTF8.GetBytes("\e[31m" + klog + "\e[0m"))}}],"__REALTIME_TIMESTAMP":"{{Microseconds}}"}""");
        data.Add("docker json", $$"""{"log":{{Json(klog + "\n")}},"stream":"stderr","time":"2026-11-22T05:53:11.1235Z"}""");
        data.Add("cri", "2026-11-22T05:53:11.1235Z stderr F " + klog);
        data.Add("cri", "2026-11-22T05:53:11.1235Z stderr P " + klog[..100] + "\n2026-11-22T05:53:11.1236Z stderr F " + klog[100..]);
        data.Add("timestamped", "2026-11-22T05:53:11.1235Z " + klog);
        data.Add("klog", "\e[31m" + Header + "\e[0m" + Structured);
        data.Add("klog", klog + "\r");
        data.Add("klog", "\uFEFF" + klog);
        return data;
    }

    [Theory]
    [MemberData(nameof(Wrappings))]
    public void Every_wrapping_of_a_klog_line_gives_the_same_match(string format, string text)
    {
        LogDigest digest = LogText.Scan(text, LogText.Quoted);

        LogMatch match = Assert.Single(digest.Matches);
        Assert.Equal(Expected, match.Text);
        Assert.Equal(LogText.Utc("2026-11-22 05:53:11.123456"), match.Time);
        Assert.Equal('E', match.Severity);
        Assert.Equal("system:anonymous", match.Captures["user"]);
        Assert.Equal("create", match.Captures["verb"]);
        Assert.Equal(format, digest.Format);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Nov 22 05:53:11 worker-1 kubelet[1207]: ")]
    [InlineData("2026-11-22T05:53:11+0000 worker-1 kubelet[1207]: ")]
    [InlineData("2026-11-22T05:53:11.123456789Z stderr F ")]
    public void Klog_json_gives_the_text_of_structured_klog(string wrapping)
    {
        string line = wrapping + $$"""{"ts":1795326791123.456,"caller":"event/event.go:359","msg":"Server rejected event","v":0,"logger":"x","count":3,"err":"{{Inner.Replace("<", "\\u003c", StringComparison.Ordinal)}}"}""";

        LogDigest digest = LogText.Scan(line, LogText.Quoted);

        LogMatch match = Assert.Single(digest.Matches);
        Assert.Equal(Expected + " logger=\"x\" count=3", match.Text);
        Assert.Equal(LogText.Utc("2026-11-22 05:53:11.123456"), match.Time);
        Assert.Equal('E', match.Severity);
    }

    [Fact]
    public void Klog_json_without_error_is_information()
    {
        LogDigest digest = LogText.Scan("""{"ts":1795326791123.456,"caller":"a.go:1","msg":"Unauthorized","v":2}""", LogText.Unauthorized);

        Assert.Equal('I', Assert.Single(digest.Matches).Severity);
        Assert.Equal("klog json", digest.Format);
    }

    [Theory]
    [InlineData("info", 'I')]
    [InlineData("warning", 'W')]
    [InlineData("error", 'E')]
    [InlineData("fatal", 'F')]
    public void Logrus_messages_are_unescaped(string level, char severity)
    {
        string line = $"Nov 22 05:53:11 server-1 k3s[900]: time=\"2026-11-22T05:53:11Z\" level={level} msg=\"Get \\\"https://10.0.0.1:6443\\\": Unauthorized\" node=a";

        LogDigest digest = LogText.Scan(line, LogText.Unauthorized);

        LogMatch match = Assert.Single(digest.Matches);
        Assert.Equal("Get \"https://10.0.0.1:6443\": Unauthorized node=a", match.Text);
        Assert.Equal(severity, match.Severity);
        Assert.Equal(LogText.Utc("2026-11-22 05:53:11.000000"), match.Time);
    }

    [Fact]
    public void Logrus_without_journald_is_known()
    {
        LogDigest digest = LogText.Scan("time=\"2026-11-22T05:53:11Z\" level=error msg=\"Unauthorized\"\n", LogText.Unauthorized);

        Assert.Equal("logrus", digest.Format);
        Assert.Equal("Unauthorized", Assert.Single(digest.Matches).Text);
    }

    [Fact]
    public void Forms_may_be_mixed_in_one_file()
    {
        StringBuilder text = new();
        int lines = 0;
        for (int i = 0; i < 50; i++)
        {
            foreach (TheoryDataRow<string, string> row in Wrappings())
            {
                text.Append(row.Data.Item2).Append('\n');
                lines += row.Data.Item2.Split('\n').Length;
            }
        }

        LogDigest digest = LogText.Scan(text.ToString(), LogText.Quoted);

        Assert.Equal(50 * Wrappings().Count, digest.Tallies.Sum(tally => tally.Count));
        Assert.All(digest.Matches, match => Assert.Equal(Expected, match.Text));
        Assert.Equal(lines, digest.Lines);
    }

    [Fact]
    public void Lines_that_systemctl_cut_are_counted_and_matched()
    {
        string text = """
            ● kubelet.service - kubelet: The Kubernetes Node Agent
                 Loaded: loaded (/lib/systemd/system/kubelet.service; enabled; vendor preset: enabled)
                 Active: active (running) since Sun 2026-11-22 05:43:20 UTC; 10min ago

            Nov 22 05:53:11 worker-1 kubelet[1207]: E1122 05:53:11.123456    5815 certificate_manager.go:454] cannot create certificate signing request: Unauth…
            Nov 22 05:53:12 worker-1 kubelet[1207]: E1122 05:53:12.123456    5815 certificate_manager.go:454] cannot create certificate signing request: Unau>
            Nov 22 05:53:13 worker-1 kubelet[1207]: E1122 05:53:13.123456    5815 reflector.go:1] cannot create certificate signing request: <nil>
            """;

        LogDigest digest = LogText.Scan(text, LogText.Forbidden);

        Assert.Equal(2, digest.TruncatedLines);
        Assert.Equal(3, digest.Matches.Count);
        Assert.Equal("Unauth…", digest.Matches[0].Captures["message"]);
        Assert.Equal("systemctl status", digest.Format);
    }

    [Fact]
    public void Short_literals_between_quotes_are_found_in_every_wrapping()
    {
        LogPattern pattern = new("deleted", ["csr \"a\" b"]);
        const string Klog = "E1122 05:53:11.123456    5815 a.go:4] \"X\" err=\"csr \\\"a\\\" b\"";

        Assert.Single(LogText.Scan(Klog, pattern).Matches);
        Assert.Single(LogText.Scan("I1122 05:53:11.123456    5815 a.go:4] csr \"a\" b", pattern).Matches);
        Assert.Single(LogText.Scan($$"""{"log":{{Json(Klog + "\n")}},"stream":"stderr","time":"2026-11-22T05:53:11.1235Z"}""", pattern).Matches);
    }

    private static string Json(string text) => JsonSerializer.Serialize(text).Replace("\\u0022", "\\\"", StringComparison.Ordinal);
}
