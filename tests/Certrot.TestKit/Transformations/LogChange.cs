using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Certrot.Pki;

namespace Certrot.TestKit.Transformations;

/// <summary>Other faces of the same logs.</summary>
public static partial class LogChange
{
    private const string Kubelet = "node/kubelet.log";
    private const int OldProcess = 611;

    /// <summary>The kubelet's log as <c>journalctl -o short-iso</c> shows it; null where it is not bare klog.</summary>
    public static IReadOnlyDictionary<string, byte[]>? InJournal(IReadOnlyDictionary<string, byte[]> files)
    {
        var node = Node(files) ?? "node";
        return Bare(files, Kubelet) is not { } lines ? null : With(files, (Kubelet, Wrap(lines, Now(files), (time, pid, line) => $"{time:yyyy-MM-ddTHH:mm:ss}+0000 {node} kubelet[{pid}]: {line}")));
    }

    /// <summary>All bare logs as a container runtime writes them (CRI log format); null where there is none.</summary>
    public static IReadOnlyDictionary<string, byte[]>? InContainerLog(IReadOnlyDictionary<string, byte[]> files)
    {
        var changed = new List<(string, string)>();
        foreach (var path in new[] { Kubelet, "cluster/logs/kube-apiserver.log", "cluster/logs/kube-controller-manager.log" })
        {
            if (Bare(files, path) is { } lines) changed.Add((path, Wrap(lines, Now(files), (time, _, line) => $"{time:yyyy-MM-ddTHH:mm:ss.ffffff}123Z stderr F {line}")));
        }

        return changed.Count == 0 ? null : With(files, [.. changed]);
    }

    /// <summary>The kubelet's log as <c>journalctl -o cat</c> shows it; null where it is no journal.</summary>
    public static IReadOnlyDictionary<string, byte[]>? OutOfJournal(IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!files.TryGetValue(Kubelet, out var log)) return null;
        var text = Encoding.UTF8.GetString(log);
        var bare = JournalPrefix().Replace(text, "");
        return bare == text ? null : With(files, (Kubelet, bare));
    }

    /// <summary>All files with line ends of Windows.</summary>
    public static IReadOnlyDictionary<string, byte[]> WithWindowsLineEnds(IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.ToDictionary(f => f.Key, f => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(f.Value).ReplaceLineEndings("\r\n")), StringComparer.Ordinal);
    }

    /// <summary>
    /// An earlier run of the kubelet before its log: four days before, with all sorts of trouble that was then overcome. Where the certificate in use is
    /// older than that the kubelet runs on until its next start, so that no time without a kubelet comes into the log. Null without a log, and for a node that
    /// has neither kubeconfig nor certificate: one that was never joined has no such past.
    /// </summary>
    public static IReadOnlyDictionary<string, byte[]>? WithOldRun(IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!files.TryGetValue(Kubelet, out var log)) return null;
        if (!files.ContainsKey("node/kubelet.conf") && !files.Keys.Any(p => p.StartsWith("node/pki/", StringComparison.Ordinal) && p.EndsWith(".pem", StringComparison.Ordinal))) return null;
        var text = Encoding.UTF8.GetString(log);
        if (Header().Match(text) is not { Success: true } header) return null;
        var start = Time(header, Now(files));
        var begin = start.AddDays(-4);
        var lines = new List<string>();
        Add('I', begin, "flags.go:64", "FLAG: --kubeconfig=\"/etc/kubernetes/kubelet.conf\"");
        Add('I', begin, "flags.go:64", "FLAG: --v=\"2\"");
        for (var i = 1; i <= 40; i++)
        {
            var at = begin.AddSeconds(i * 32);
            Add('E', at, "reflector.go:138", "k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node: failed to list *v1.Node: Get \"https://192.0.2.99:6443/api/v1/nodes?limit=500&resourceVersion=0\": dial tcp 192.0.2.99:6443: connect: connection refused");
            Add('E', at, "certificate_manager.go:454", "certificate request was not signed: timed out waiting for the condition");
            Add('E', at, "certificate_manager.go:437", "Failed while requesting a signed certificate from the master: cannot create certificate signing request: Post \"https://192.0.2.99:6443/apis/certificates.k8s.io/v1/certificatesigningrequests\": x509: certificate signed by unknown authority");
            Add('E', at, "certificate_manager.go:399", "Unable to store the new cert/key pair: open /var/lib/kubelet/pki/kubelet-client-current.pem: no space left on device");
            Add('E', at, "kubelet_node_status.go:92", "Unable to register node with API server: Unauthorized");
            Add('E', at, "kubelet_node_status.go:460", "Error updating node status, will retry: Get \"https://192.0.2.99:6443/api/v1/nodes/n\": dial tcp: lookup api.example.net on 192.0.2.53:53: no such host");
        }

        Add('I', begin.AddMinutes(30), "kubelet_node_status.go:76", "Successfully registered node");
        var untouched = ClientStart(files) is not { } certificate || certificate > begin;
        for (var at = begin.AddMinutes(45); at < (untouched ? begin.AddHours(2) : start.AddMinutes(-1)); at = at.AddMinutes(15)) Add('I', at, "kubelet.go:1", "SyncLoop (housekeeping)");

        // The run that follows begins with what the log began with, so the log has to show a start there, or another process.
        return With(files, (Kubelet, string.Join('\n', lines) + "\n" + text));

        void Add(char severity, DateTimeOffset at, string file, string message)
        {
            var prefix = JournalPrefix().IsMatch(text) ? $"{at:yyyy-MM-ddTHH:mm:ss}+0000 {Node(files) ?? "node"} kubelet[{OldProcess}]: " : "";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{prefix}{severity}{at:MMdd HH:mm:ss.ffffff}  {OldProcess} {file}] {message}"));
        }
    }

    private static DateTimeOffset? ClientStart(IReadOnlyDictionary<string, byte[]> files) =>
        files.TryGetValue("node/pki/kubelet-client-current.pem", out var pem) ? CertificateFileReader.Read(pem, "pem").Leaf?.NotBefore : null;

    private static string[]? Bare(IReadOnlyDictionary<string, byte[]> files, string path)
    {
        if (!files.TryGetValue(path, out var log)) return null;
        var lines = Encoding.UTF8.GetString(log).Split('\n');
        return Header().Match(lines[0]) is { Success: true, Index: 0 } ? lines : null;
    }

    private static string Wrap(string[] lines, DateTimeOffset now, Func<DateTimeOffset, string, string, string> wrap)
    {
        var time = now;
        var pid = "1";
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            if (line.Length == 0) continue;
            if (Header().Match(line) is { Success: true, Index: 0 } header)
            {
                time = Time(header, now);
                pid = header.Groups["pid"].Value;
            }

            text.Append(wrap(time, pid, line)).Append('\n');
        }

        return text.ToString();
    }

    private static DateTimeOffset Time(Match header, DateTimeOffset now)
    {
        for (var year = now.Year + 1; ; year--)
        {
            if (DateTimeOffset.TryParseExact(
                    $"{year} {header.Groups["time"].Value}", "yyyy MMdd HH:mm:ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time <= now.AddDays(1)) return time;
        }
    }

    private static Dictionary<string, byte[]> With(IReadOnlyDictionary<string, byte[]> files, params IEnumerable<(string Path, string Content)> changes)
    {
        var changed = new Dictionary<string, byte[]>(files, StringComparer.Ordinal);
        foreach (var (path, content) in changes) changed[path] = Encoding.UTF8.GetBytes(content);
        return changed;
    }

    private static DateTimeOffset Now(IReadOnlyDictionary<string, byte[]> files) => JsonNode.Parse(files["bundle.json"])!["collectedAt"]!.GetValue<DateTimeOffset>();

    private static string? Node(IReadOnlyDictionary<string, byte[]> files) => (string?)JsonNode.Parse(files["bundle.json"])!["node"];

    [GeneratedRegex(@"[IWEF](?<time>[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}) +(?<pid>[0-9]+) ")]
    private static partial Regex Header();

    [GeneratedRegex(@"^[0-9-]{10}T[0-9:]{8}\+0000 [^ ]+ kubelet\[[0-9]+\]: ", RegexOptions.Multiline)]
    private static partial Regex JournalPrefix();
}
