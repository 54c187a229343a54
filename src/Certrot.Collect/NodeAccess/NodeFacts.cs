using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Certrot.Collect.Bundle;
using Certrot.Collect.Gathered;
using Certrot.Collect.Redaction;

namespace Certrot.Collect.NodeAccess;

/// <summary>Turns what the script printed into the files of a bundle.</summary>
/// <param name="files">Takes the evidence.</param>
/// <param name="reference">The present moment by a clock that is not the node's; null where there is none.</param>
internal sealed class NodeFacts(EvidenceFiles files, Func<DateTimeOffset?> reference)
{
    private const long Year10000 = 253_402_300_800;

    private static readonly JsonWriterOptions indented = new() { Indented = true };

    private readonly Dictionary<string, string> facts = new(StringComparer.Ordinal);
    private long? arrived;

    /// <summary>The name that the node's own system has; null before it came.</summary>
    public string? HostName => Fact("host");

    /// <summary>Whether the script ran as root; null before it said so.</summary>
    public bool? IsRoot => Fact("user") is { } id ? id == "0" : null;

    /// <summary>Takes a section.</summary>
    public void Add(ScriptSection section)
    {
        if (section.Content is not { } content)
        {
            files.Fail(section.Name, section.Error ?? "could not be read");
        }
        else if (section.Name.StartsWith("fact/", StringComparison.Ordinal))
        {
            facts[section.Name[5..]] = Encoding.UTF8.GetString(content).Trim('\n');
            if (section.Name == "fact/time") arrived = Stopwatch.GetTimestamp();
        }
        else if (section.Name is "node/kubelet.conf" or "node/bootstrap-kubelet.conf")
        {
            if (KubeconfigRedactor.Redact(content, out var problem) is { } clean) files.Add(section.Name, clean);
            else files.Fail(section.Name, problem ?? "is no kubeconfig");
        }
        else if (section.Name is "node/kubelet.log" or "node/serving.pem")
        {
            // Empty output of these is no evidence: the log may be elsewhere, and the port may be closed.
            if (content.Length > 0) files.Add(section.Name, SecretRedactor.Redact(content));
        }
        else if (section.Name.StartsWith("node/", StringComparison.Ordinal) && BundleFiles.IsKnown(section.Name))
        {
            files.Add(section.Name, SecretRedactor.Redact(content));
        }
    }

    /// <summary>Writes the files that are made of several facts.</summary>
    public void Finish()
    {
        Process();
        Files();
        Disk();
        Clock();
    }

    private void Process()
    {
        if (Fact("pid") is not { } pid) return;
        var running = pid.Length > 0;
        var unit = (Fact("unit-state") ?? "").Split('\n').Select(l => l.Split('=', 2)).Where(p => p.Length == 2).GroupBy(p => p[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First()[1], StringComparer.Ordinal);
        // Without a service manager that knows the kubelet, and without root's view of all processes, none may also mean that the wrong place was looked at.
        if (!running && unit.GetValueOrDefault("LoadState") is not "loaded" && IsRoot != true)
        {
            files.Fail("node/process.json", $"no kubelet runs, and unit {Fact("unit")} is not known here");
            return;
        }

        files.Add("node/process.json", Json(json =>
        {
            json.WriteBoolean("running", running);
            if (!running && int.TryParse(unit.GetValueOrDefault("ExecMainStatus"), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) json.WriteNumber("exitCode", code);
            else json.WriteNull("exitCode");
            if (Service(unit) is { } service) json.WriteString("service", service);
            if (int.TryParse(unit.GetValueOrDefault("NRestarts"), NumberStyles.None, CultureInfo.InvariantCulture, out var restarts)) json.WriteNumber("restarts", restarts);
            if (Fact("state") is { Length: > 0 } state) json.WriteString("state", state);
            if (long.TryParse(Fact("started"), NumberStyles.None, CultureInfo.InvariantCulture, out var started) && started is > 0 and < Year10000) json.WriteString("startedAt", Text(DateTimeOffset.FromUnixTimeSeconds(started)));
            json.WriteStartArray("commandLine");
            foreach (var argument in (Fact("cmdline") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)) json.WriteStringValue(SecretRedactor.Redact(argument));
            json.WriteEndArray();
        }));
    }

    private static string? Service(Dictionary<string, string> unit) => unit.GetValueOrDefault("LoadState") switch
    {
        "loaded" => unit.TryGetValue("ActiveState", out var active) && unit.TryGetValue("SubState", out var sub) ? $"{active} ({sub})" : null,
        "masked" or "not-found" or "bad-setting" or "error" => unit["LoadState"],
        _ => null,
    };

    private void Files()
    {
        if (Fact("files") is not { Length: > 0 } list) return;
        var rows = list.Split('\n').Select(l => l.Split('\t')).Where(p => p.Length >= 6).ToList();
        files.Add("node/files.json", Array(json =>
        {
            foreach (var row in rows)
            {
                if (!int.TryParse(row[1], out var uid) || !int.TryParse(row[2], out var gid) || !long.TryParse(row[3], out var size) || !long.TryParse(row[4], out var modified)) continue;
                json.WriteStartObject();
                json.WriteString("path", row[5]);
                json.WriteString("mode", row[0]);
                json.WriteNumber("uid", uid);
                json.WriteNumber("gid", gid);
                json.WriteNumber("size", size);
                json.WriteString("modified", Text(DateTimeOffset.FromUnixTimeSeconds(modified)));
                if (row.Length > 6 && row[6].Length > 0) json.WriteString("target", row[6]);
                json.WriteEndObject();
            }
        }));
    }

    private void Disk()
    {
        var path = Fact("certificates");
        // POSIX df -Pk: Filesystem 1024-blocks Used Available Capacity Mounted-on.
        var fields = Fact("disk")?.Split('\n').LastOrDefault(l => l.Contains('/', StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (path is null || fields is not [_, var total, _, var available, var used, .. var mounted] || !used.EndsWith('%') || !long.TryParse(total, out var totalKiB) || !long.TryParse(available, out var availableKiB))
        {
            if (Fact("disk") is { } said) files.Fail("node/disk.json", said.StartsWith("Filesystem", StringComparison.Ordinal) || said.Length == 0 ? "df printed no file system" : said.Split('\n')[0]);
            return;
        }

        var mount = string.Join(' ', mounted);
        var options = (Fact("mounts") ?? "").Split('\n').Select(l => l.Split(' ')).LastOrDefault(p => p.Length > 3 && p[1] == mount)?[3].Split(',');
        files.Add("node/disk.json", Json(json =>
        {
            json.WriteString("path", path);
            json.WriteNumber("totalBytes", totalKiB * 1024);
            json.WriteNumber("availableBytes", availableKiB * 1024);
            json.WriteBoolean("readOnly", options?.Contains("ro", StringComparer.Ordinal) == true);
        }));
    }

    private void Clock()
    {
        if (!long.TryParse(Fact("time"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || arrived is not { } arrival || reference() - Stopwatch.GetElapsedTime(arrival) is not { } there) return;
        files.Add("node/clock.json", Json(json =>
        {
            json.WriteString("nodeTime", Text(DateTimeOffset.FromUnixTimeSeconds(seconds)));
            json.WriteString("referenceTime", Text(there));
            if (Fact("ntp") is "yes" or "no") json.WriteBoolean("ntpSynchronized", Fact("ntp") == "yes");
            else json.WriteNull("ntpSynchronized");
        }));
    }

    private string? Fact(string name) => facts.GetValueOrDefault(name);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, indented))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static byte[] Array(Action<Utf8JsonWriter> write)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, indented))
        {
            json.WriteStartArray();
            write(json);
            json.WriteEndArray();
        }

        return buffer.ToArray();
    }
}
