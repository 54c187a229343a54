using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace Certrot.Collect.Pasted;

/// <summary>Recognizes log lines in the wrappings that people paste: journald, syslog, docker, CRI, logrus, klog bare or as JSON.</summary>
internal static class LogLineReader
{
    private static readonly FrozenSet<string> ControllerManagerFiles = FrozenSet.ToFrozenSet(
    [
        "certificate_controller.go", "controllermanager.go", "sarapprove.go", "cleaner.go", "signer.go", "ca_provider.go", "certificates.go",
        "node_lifecycle_controller.go", "controller_descriptor.go", "garbagecollector.go", "publisher.go", "tokencleaner.go", "bootstrapsigner.go",
        "replica_set.go", "resource_quota_controller.go", "node_ipam_controller.go", "taint_manager.go", "serviceaccounts_controller.go",
    ], StringComparer.Ordinal);

    private static readonly FrozenSet<string> ApiServerFiles = FrozenSet.ToFrozenSet(
    [
        "authentication.go", "httplog.go", "status.go", "wrap.go", "genericapiserver.go", "patch_genericapiserver.go", "dispatcher.go", "rbac.go",
        "node_authorizer.go", "cluster_authentication_trust_controller.go", "healthz.go", "storage_decorator.go", "available_controller.go",
        "crd_finalizer.go", "logs.go", "writers.go", "finisher.go",
    ], StringComparer.Ordinal);

    private static readonly FrozenSet<string> KubeletFiles = FrozenSet.ToFrozenSet(
    [
        "kubelet.go", "kubelet_node_status.go", "certificate_manager.go", "certificate_store.go", "bootstrap.go", "transport.go", "csr.go",
        "nodelease.go", "setters.go", "eviction_manager.go", "kuberuntime_manager.go", "pod_workers.go", "csi_plugin.go", "desired_state_of_world_populator.go",
        "container_manager_linux.go", "kubelet_getters.go", "kubelet_network.go", "kubelet_network_linux.go", "remote_runtime.go", "container_log_manager.go",
    ], StringComparer.Ordinal);

    private static readonly SearchValues<char> Zone = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ+-0123456789");

    private static readonly FrozenSet<string> OtherFiles = FrozenSet.ToFrozenSet(
        ["proxier.go", "schedule_one.go", "scheduler.go", "scheduling_queue.go", "iptables.go", "ipvs.go"], StringComparer.Ordinal);

    /// <summary>Recognizes a log line.</summary>
    public static bool TryRead(string text, out LogLine line)
    {
        line = default;
        var s = text.AsSpan().TrimStart();
        if (s.Length < 12) return false;
        if (s[0] == '{') return TryJson(s, out line);
        if (s[0] == '-') return TryJournalMark(s, out line);
        if (TryKlog(s, out var byFile, out var time))
        {
            line = new(LogOwner.Unknown, byFile, null, time);
            return true;
        }
        if (s.StartsWith("time=\"", StringComparison.Ordinal))
        {
            if (s.IndexOf(" level=", StringComparison.Ordinal) < 0) return false;
            var end = s[6..].IndexOf('"');
            line = new(LogOwner.Unknown, LogOwner.Unknown, null, end > 0 && TimeText.TryParse(s.Slice(6, end), out var stamp) ? stamp : null);
            return true;
        }
        if (TryIso(s, out var used, out time)) return TryWrapped(s[used..], time, hasTime: true, out line);
        if (TrySyslogTime(s, out used, out time)) return TryWrapped(s[used..], time, hasTime: true, out line);
        return char.IsAsciiLetter(s[0]) && TryWrapped(s, null, hasTime: false, out line);
    }

    /// <summary>The component that a command or a heading speaks of.</summary>
    public static LogOwner OwnerIn(ReadOnlySpan<char> text)
    {
        if (Has(text, "kube-controller-manager") || Has(text, "controller-manager")) return LogOwner.ControllerManager;
        if (Has(text, "kube-apiserver") || Has(text, "apiserver log") || Has(text, "API server log") || Has(text, "api-server log")) return LogOwner.ApiServer;
        if (Has(text, "kube-scheduler") || Has(text, "kube-proxy") || Has(text, "etcd") || Has(text, "containerd") || Has(text, "metrics-server")) return LogOwner.Other;
        return Has(text, "kubelet") || Has(text, "origin-node") ? LogOwner.Kubelet : LogOwner.Unknown;
    }

    private static bool Has(ReadOnlySpan<char> text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>After the time: <c>host ident[pid]: message</c>, <c>stderr F message</c>, or the message itself.</summary>
    private static bool TryWrapped(ReadOnlySpan<char> s, LooseTime? time, bool hasTime, out LogLine line)
    {
        line = default;
        if (hasTime && (s.StartsWith("stderr ", StringComparison.Ordinal) || s.StartsWith("stdout ", StringComparison.Ordinal)))
        {
            var message = s.Length > 9 && s[7] is 'F' or 'P' ? s[9..] : s[7..];
            TryKlog(message, out var file, out var inner);
            line = new(LogOwner.Unknown, file, null, time ?? inner);
            return true;
        }
        if (hasTime && TryKlog(s, out var direct, out var stamped))
        {
            line = new(LogOwner.Unknown, direct, null, time ?? stamped);
            return true;
        }

        var host = (string?)null;
        var identifier = s;
        if (hasTime)
        {
            var space = s.IndexOf(' ');
            if (space is <= 0 or > 253) return false;
            host = s[..space].ToString();
            identifier = s[(space + 1)..].TrimStart();
        }
        var end = identifier.IndexOf(": ", StringComparison.Ordinal);
        if (end < 0 && identifier.EndsWith(":", StringComparison.Ordinal)) end = identifier.Length - 1;
        if (end is <= 0 or > 80) return false;
        var body = identifier[Math.Min(end + 2, identifier.Length)..];
        var name = identifier[..end];
        var bracket = name.IndexOf('[');
        if (bracket < 0 && !hasTime) return false;
        if (bracket == 0 || (bracket > 0 && (name[^1] != ']' || name[(bracket + 1)..^1].IndexOfAnyExceptInRange('0', '9') >= 0))) return false;
        if (bracket > 0) name = name[..bracket];
        if (name.ContainsAny(" \"'")) return false;

        var isKlog = TryKlog(body, out var byFile, out var klogTime);
        if (!hasTime && !isKlog && OwnerOf(name, body) is LogOwner.Unknown or LogOwner.Other) return false;
        line = new(OwnerOf(name, body), byFile, host, time ?? klogTime);
        return true;
    }

    /// <summary>Owner by journald's identifier. All-in-one processes (k3s, kubelite, hyperkube) are left to the file name.</summary>
    private static LogOwner OwnerOf(ReadOnlySpan<char> name, ReadOnlySpan<char> body)
    {
        if (name.StartsWith("kube-controller", StringComparison.Ordinal)) return LogOwner.ControllerManager;
        if (name.StartsWith("kube-apiserver", StringComparison.Ordinal)) return LogOwner.ApiServer;
        if (name.EndsWith("daemon-apiserver", StringComparison.Ordinal)) return LogOwner.ApiServer;
        if (name.EndsWith("daemon-controller-manager", StringComparison.Ordinal)) return LogOwner.ControllerManager;
        if (name.StartsWith("kubelet", StringComparison.Ordinal) || name.EndsWith("daemon-kubelet", StringComparison.Ordinal) || name.EndsWith("origin-node", StringComparison.Ordinal) || name is "atomic-openshift-node") return LogOwner.Kubelet;
        if (name.StartsWith("k3s", StringComparison.Ordinal) || name.StartsWith("rke2", StringComparison.Ordinal)
            || name is "hyperkube" or "journal" or "k0s" || Has(name, "kubelite"))
        {
            return LogOwner.Unknown;
        }
        if (name is "systemd")
        {
            return Has(body, "kubelet") || Has(body, "kubernetes node agent") || Has(body, "k3s") || Has(body, "rke2") || Has(body, "origin-node")
                ? LogOwner.Kubelet
                : LogOwner.Other;
        }
        return LogOwner.Other;
    }

    /// <summary><c>-- Logs begin at ...</c>, <c>-- Reboot --</c>, <c>-- Boot 12ab... --</c>.</summary>
    private static bool TryJournalMark(ReadOnlySpan<char> s, out LogLine line)
    {
        line = default;
        if (!s.StartsWith("-- ", StringComparison.Ordinal) || !s.EndsWith("--", StringComparison.Ordinal)) return false;
        if (!Has(s, "logs begin") && !Has(s, "journal begins") && !Has(s, "boot")) return false;
        line = new(LogOwner.Kubelet, LogOwner.Unknown, null, null);
        return true;
    }

    private static bool TryJson(ReadOnlySpan<char> s, out LogLine line)
    {
        line = default;
        var head = s[..Math.Min(s.Length, 200)];
        if (s.StartsWith("{\"log\":\"", StringComparison.Ordinal))
        {
            TryKlog(s[8..], out var byFile, out var time);
            line = new(LogOwner.Unknown, byFile, null, JsonTime(s, "\"time\":\"") ?? time);
            return true;
        }
        if (s.StartsWith("{\"level\":", StringComparison.Ordinal) && Has(head, "\"ts\":"))
        {
            line = new(LogOwner.Other, LogOwner.Unknown, null, null);
            return true;
        }
        if (!s.StartsWith("{\"ts\":", StringComparison.Ordinal)) return false;
        var milliseconds = s[6..];
        var end = milliseconds.IndexOfAny(',', '}');
        var stamp = (LooseTime?)null;
        if (end > 0 && double.TryParse(milliseconds[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 1e12 and < 1e14)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds((long)value);
            stamp = new(at.Year, at.Month, at.Day, at.TimeOfDay, TimeSpan.Zero);
        }
        var caller = s.IndexOf("\"caller\":\"", StringComparison.Ordinal);
        line = new(LogOwner.Unknown, caller < 0 ? LogOwner.Unknown : OwnerOfFile(s[(caller + 10)..]), null, stamp);
        return true;
    }

    private static LooseTime? JsonTime(ReadOnlySpan<char> s, string key)
    {
        var at = s.LastIndexOf(key, StringComparison.Ordinal);
        if (at < 0) return null;
        var value = s[(at + key.Length)..];
        var end = value.IndexOf('"');
        return end > 0 && TimeText.TryParse(value[..end], out var time) ? time : null;
    }

    /// <summary>klog's header: <c>E0102 15:04:05.000000    1234 file.go:12] </c> (k8s.io/klog/v2 formatHeader).</summary>
    private static bool TryKlog(ReadOnlySpan<char> s, out LogOwner byFile, out LooseTime? time)
    {
        byFile = LogOwner.Unknown;
        time = null;
        if (s.Length < 20 || s[0] is not ('I' or 'W' or 'E' or 'F') || s[5] != ' ' || s[8] != ':' || s[11] != ':') return false;
        if (!TwoDigits(s, 1, out var month) || !TwoDigits(s, 3, out var day) || !TwoDigits(s, 6, out var hour) || !TwoDigits(s, 9, out var minute) || !TwoDigits(s, 12, out var second)) return false;
        if (month is < 1 or > 12 || day is < 1 or > 31 || hour > 23 || minute > 59 || second > 60) return false;
        time = new(null, month, day, new TimeSpan(hour, minute, second), TimeSpan.Zero);

        var rest = s[14..Math.Min(s.Length, 200)];
        var end = rest.IndexOf(']');
        if (end < 0) return true;
        var place = rest[..end];
        var space = place.LastIndexOf(' ');
        byFile = OwnerOfFile(place[(space + 1)..]);
        return true;
    }

    /// <summary>Owner by <c>file.go:123</c>.</summary>
    private static LogOwner OwnerOfFile(ReadOnlySpan<char> place)
    {
        var colon = place.IndexOf(':');
        if (colon <= 0) return LogOwner.Unknown;
        var file = place[..colon];
        file = file[(file.LastIndexOf('/') + 1)..];
        if (KubeletFiles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(file)) return LogOwner.Kubelet;
        if (ControllerManagerFiles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(file)) return LogOwner.ControllerManager;
        if (ApiServerFiles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(file)) return LogOwner.ApiServer;
        return OtherFiles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(file) ? LogOwner.Other : LogOwner.Unknown;
    }

    private static bool TwoDigits(ReadOnlySpan<char> s, int at, out int value)
    {
        value = ((s[at] - '0') * 10) + s[at + 1] - '0';
        return char.IsAsciiDigit(s[at]) && char.IsAsciiDigit(s[at + 1]);
    }

    /// <summary><c>2021-03-04T10:00:00+0000 </c>, also with a weekday before it (journalctl -o short-full) and a space inside.</summary>
    private static bool TryIso(ReadOnlySpan<char> s, out int used, out LooseTime? time)
    {
        used = 0;
        time = null;
        var start = 0;
        if (s.Length > 4 && char.IsAsciiLetter(s[0]) && s[3] == ' ') start = 4;
        if (s.Length < start + 19 || s[start + 4] != '-' || s[start + 7] != '-' || s[start + 10] is not ('T' or ' ') || s[start + 13] != ':' || s[start + 16] != ':') return false;
        var end = s[(start + 11)..].IndexOf(' ');
        if (end < 0) return false;
        end += start + 11;
        var rest = s[(end + 1)..];
        var zone = rest.IndexOf(' ');
        if (start == 4 && zone is > 1 and < 6 && rest[..zone].IndexOfAnyExcept(Zone) < 0) end += zone + 1;
        if (!TimeText.TryParse(s[start..end], out var parsed)) return false;
        time = parsed;
        used = Math.Min(end + 1, s.Length);
        return true;
    }

    /// <summary><c>Jan  2 15:04:05 </c>, also with a weekday before it, or with the year.</summary>
    private static bool TrySyslogTime(ReadOnlySpan<char> s, out int used, out LooseTime? time)
    {
        used = 0;
        time = null;
        if (!char.IsAsciiLetter(s[0])) return false;
        var start = 0;
        if (s.Length > 8 && s[3] == ' ' && TimeText.MonthOf(s[..3]) == 0) start = 4;
        if (s.Length < start + 15 || s[start + 3] != ' ') return false;
        var month = TimeText.MonthOf(s.Slice(start, 3));
        if (month == 0) return false;
        var i = start + 4;
        while (i < s.Length && s[i] == ' ') i++;
        var day = 0;
        while (i < s.Length && char.IsAsciiDigit(s[i]) && day < 100) day = (day * 10) + s[i++] - '0';
        if (day is < 1 or > 31 || i + 9 >= s.Length || s[i] != ' ' || s[i + 3] != ':' || s[i + 6] != ':') return false;
        if (!TwoDigits(s, i + 1, out var hour) || !TwoDigits(s, i + 4, out var minute) || !TwoDigits(s, i + 7, out var second) || hour > 23 || minute > 59 || second > 60) return false;
        time = new(null, month, day, new TimeSpan(hour, minute, second), TimeSpan.Zero);
        i += 9;
        while (i < s.Length && s[i] != ' ') i++;
        used = Math.Min(i + 1, s.Length);
        return true;
    }
}
