using System.Globalization;
using System.Text.RegularExpressions;

namespace Certrot.Collect.Pasted;

/// <summary>Reads what systemctl, ps, ls, mount, date, timedatectl, chronyc, curl and kubectl's short answers print.</summary>
internal static partial class HostText
{
    /// <summary>Longest line that is looked at.</summary>
    private const int LineLimit = 8_000;

    private static readonly string[] Units =
        ["kubelet", "k3s", "k3s-agent", "rke2-server", "rke2-agent", "origin-node", "atomic-openshift-node", "snap.microk8s.daemon-kubelite", "snap.microk8s.daemon-kubelet"];

    private static readonly string[] MetricPrefixes =
        ["kubelet_", "rest_client_", "apiserver_", "authentication_", "workqueue_", "certificate_", "go_", "process_", "csr_"];

    /// <summary>Reads what begins at a line; the number of lines that it takes, or 0.</summary>
    public static int Read(PasteState state, int i)
    {
        var line = state.Lines[i];
        var text = line.Text;
        if (text.Length > LineLimit) return 0;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Contains(".service", StringComparison.Ordinal) || trimmed.StartsWith("Active:", StringComparison.Ordinal))
        {
            if (ReadService(state, i) is var taken and > 0) return taken;
        }
        var known = ReadMetric(state, line, trimmed)
            || ReadFile(state, line)
            || ReadClock(state, line, trimmed)
            || ReadProcess(state, line)
            || ReadAnswer(state, line, trimmed)
            || ReadConfigurationLine(state, line, trimmed);
        return known ? 1 : 0;
    }

    private static int ReadService(PasteState state, int i)
    {
        var first = state.Lines[i].Text;
        var unit = UnitLine().Match(first);
        var name = unit.Success ? unit.Groups["unit"].Value : "kubelet";
        if (!unit.Success && !first.AsSpan().TrimStart().StartsWith("Active:", StringComparison.Ordinal)) return 0;
        var isKubelet = Array.IndexOf(Units, name) >= 0 && (unit.Success || state.Command.Length == 0 || state.Command.Contains("kubelet", StringComparison.Ordinal));
        state.Use();

        bool? running = null;
        int? exitCode = null;
        string? service = null;
        DateTimeOffset? started = null;
        List<string> command = [];
        var j = unit.Success ? i + 1 : i;
        for (; state.TextAt(j) is { } text && IsServiceLine(text); j++)
        {
            if (ActiveLine().Match(text) is { Success: true } active)
            {
                running = active.Groups["state"].Value == "active" && active.Groups["sub"].Value == "running";
                service = active.Groups["sub"] is { Success: true, Value: var sub } ? $"{active.Groups["state"].Value} ({sub})" : null;
                if (TimeText.Parse(active.Groups["since"].ValueSpan) is not { } since) continue;
                if (running == true) started = since;
                if (isKubelet) state.Draft.Present.Seen(since + (Ago(active.Groups["ago"].Value) ?? TimeSpan.Zero));
            }
            else if (ExitStatus().Match(text) is { Success: true } exit)
            {
                exitCode ??= int.Parse(exit.Groups["code"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            }
            else if (KubeletCommand().Match(text) is { Success: true } line)
            {
                command = Words(line.Groups["cmd"].Value);
            }
        }
        if (isKubelet && (running is not null || command.Count > 0)) state.Draft.AddProcess(new(running, exitCode, command, started, null, state.Draft.At(state.Lines[i].Number), Service: service));
        if (isKubelet) LearnName(state, command);
        return j - i;
    }

    private static bool IsServiceLine(string text)
    {
        var line = text.AsSpan().TrimStart();
        return text[0] is ' ' or '\t' || line[0] is '└' or '├' or '│' || line.StartsWith("Active:", StringComparison.Ordinal) || line.StartsWith("Main PID:", StringComparison.Ordinal)
            || line.StartsWith("Process:", StringComparison.Ordinal) || line.StartsWith("Loaded:", StringComparison.Ordinal) || line.StartsWith("Drop-In:", StringComparison.Ordinal)
            || line.StartsWith("CGroup:", StringComparison.Ordinal) || line.StartsWith("Docs:", StringComparison.Ordinal);
    }

    /// <summary>systemd's spans: <c>3 days</c>, <c>1h 20min</c>, <c>6s</c>; months and years are too coarse to tell the present.</summary>
    private static TimeSpan? Ago(string text)
    {
        var total = TimeSpan.Zero;
        foreach (Match part in AgoPart().Matches(text))
        {
            var number = int.Parse(part.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            TimeSpan? span = part.Groups["unit"].Value switch
            {
                "s" or "sec" => TimeSpan.FromSeconds(number),
                "min" => TimeSpan.FromMinutes(number),
                "h" => TimeSpan.FromHours(number),
                "day" or "days" => TimeSpan.FromDays(number),
                "week" or "weeks" => TimeSpan.FromDays(7L * number),
                "month" or "months" => TimeSpan.FromDays(30.44 * number),
                "year" or "years" => TimeSpan.FromDays(365.25 * number),
                _ => TimeSpan.Zero,
            };
            total += span.Value;
        }
        return total;
    }

    private static bool ReadProcess(PasteState state, PastedLine line)
    {
        var text = line.Text;
        if (!text.Contains("--", StringComparison.Ordinal) || text.Contains("grep", StringComparison.Ordinal)) return false;
        if (text.Contains("KUBELET_", StringComparison.Ordinal) && KubeletArguments().Match(text) is { Success: true } arguments)
        {
            Add(null, ["kubelet", .. Words(arguments.Groups["args"].Value)]);
            return true;
        }
        if (text.Contains("kubelet", StringComparison.Ordinal) && KubeletCommand().Match(text) is { Success: true } kubelet)
        {
            Add(true, Words(kubelet.Groups["cmd"].Value));
            return true;
        }
        if (!text.Contains("kube-", StringComparison.Ordinal) || ComponentCommand().Match(text) is not { Success: true } component) return false;
        var name = component.Groups["name"].Value;
        state.Draft.Pods.Put(name, new()
        {
            Meta = new() { Name = name, Namespace = "kube-system", Source = state.Draft.At(line.Number) },
            Containers = [new() { Name = name, CommandLine = Words(component.Groups["cmd"].Value) }],
        }, 0);
        return true;

        void Add(bool? running, List<string> command)
        {
            state.Use();
            state.Draft.AddProcess(new(running, null, command, null, null, state.Draft.At(line.Number)));
            LearnName(state, command);
        }
    }

    private static void LearnName(PasteState state, List<string> command)
    {
        var text = string.Join(' ', command);
        if (LogCollector.HostnameOverride().Match(text) is { Success: true } name) state.Draft.Names.Add(name.Groups["name"].Value, NodeNames.Override);
    }

    private static List<string> Words(string command)
    {
        var words = new List<string>();
        foreach (var word in SecretText.Redact(command).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            // systemctl and ps cut long lines.
            if (!word.EndsWith('…') && word != ">") words.Add(word.Trim('"'));
        }
        return words;
    }

    private static bool ReadFile(PasteState state, PastedLine line)
    {
        var text = line.Text;
        if (text.Contains("No such file", StringComparison.Ordinal) && MissingFile().Match(text) is { Success: true } missing)
        {
            state.Draft.Errors.Add(new(missing.Groups["path"].Value, "No such file or directory"));
            return true;
        }
        if (text.Contains(" on /", StringComparison.Ordinal) && MountLine().Match(text) is { Success: true } mount)
        {
            if (mount.Groups["options"].Value.Split(',').Contains("ro", StringComparer.Ordinal)) state.Draft.Disks.ReadOnly(mount.Groups["mount"].Value);
            return true;
        }
        if (text.Length < 20 || ListingLine().Match(text) is not { Success: true } entry) return false;
        state.Use();
        var name = entry.Groups["name"].Value.Trim().TrimEnd('/', '*', '@');
        string? target = null;
        var arrow = name.IndexOf(" -> ", StringComparison.Ordinal);
        if (arrow > 0) (name, target) = (name[..arrow], name[(arrow + 4)..]);
        name = name.Trim('\'');
        if (name is "." or ".." or "") return true;
        var path = name.StartsWith('/') ? name : DirectoryOf(state, name) is { } directory ? $"{directory}/{name}" : null;
        if (path is null) return true;
        if (LogCollector.DatedFile().Match(name) is { Success: true } dated) LogCollector.PastFile(state.Draft.Present, dated);

        var time = TimeText.TryParse(Stamp(entry.Groups["date"].Value), out var stamped) ? stamped : default;
        var draft = state.Draft;
        var mode = entry.Groups["mode"].Value;
        long? size = long.TryParse(entry.Groups["size"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
        var (user, group) = (Id(entry.Groups["user"].Value), Id(entry.Groups["group"].Value));
        if (time.Full is { } full && full < DateTimeOffset.MaxValue) draft.Present.Past(full);
        draft.Later(now =>
        {
            var modified = time.Full ?? (time.Month == 0 ? null : time.In(now.Year) is { } same && same <= now + TimeSpan.FromDays(1) ? same : time.In(now.Year - 1));
            draft.Files.Put(path, new(path, mode, user, group, size, modified, target, draft.At(line.Number)), 0);
        });
        return true;
    }

    /// <summary><c>Feb  8  2020</c> has no time of day.</summary>
    private static string Stamp(string date) => date.Contains(':') ? date : date + " 00:00";

    private static long? Id(string owner) =>
        owner == "root" ? 0 : long.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string? DirectoryOf(PasteState state, string name)
    {
        if (state.Directory is { } directory) return directory == "/" ? "" : directory;
        if (name.StartsWith("kubelet-client", StringComparison.Ordinal) || name.StartsWith("kubelet-server", StringComparison.Ordinal) || name is "kubelet.crt" or "kubelet.key") return "/var/lib/kubelet/pki";
        return name is "kubelet.conf" or "bootstrap-kubelet.conf" or "admin.conf" or "controller-manager.conf" ? "/etc/kubernetes" : null;
    }

    private static bool ReadClock(PasteState state, PastedLine line, ReadOnlySpan<char> text)
    {
        var draft = state.Draft;
        if (text.StartsWith("Universal time:", StringComparison.Ordinal))
        {
            if (TimeText.Parse(text[15..]) is not { } time) return false;
            draft.Present.Told(time);
            draft.Clocks.Date(state.Host, time, draft.At(line.Number));
            state.Use();
            return true;
        }
        if (text.StartsWith("System clock synchronized:", StringComparison.Ordinal) || text.StartsWith("NTP synchronized:", StringComparison.Ordinal))
        {
            draft.Clocks.Synchronized = text.EndsWith("yes", StringComparison.Ordinal);
            return true;
        }
        if (text.StartsWith("Local time:", StringComparison.Ordinal) || text.StartsWith("RTC time:", StringComparison.Ordinal) || text.StartsWith("Time zone:", StringComparison.Ordinal)) return true;
        if (text.StartsWith("System time", StringComparison.Ordinal) && ChronyOffset().Match(line.Text) is { Success: true } chrony)
        {
            if (!double.TryParse(chrony.Groups["seconds"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > 1e10) return false;
            draft.Clocks.Tracking(TimeSpan.FromSeconds(chrony.Groups["side"].Value == "fast" ? seconds : -seconds), draft.At(line.Number));
            return true;
        }
        if (text.StartsWith("Leap status", StringComparison.Ordinal))
        {
            draft.Clocks.Synchronized = text.EndsWith("Normal", StringComparison.Ordinal);
            return true;
        }
        if (text.EndsWith("GMT", StringComparison.Ordinal) && HttpDate().Match(line.Text) is { Success: true } header && (line.Text[0] == '<' || state.Command.Contains("curl", StringComparison.Ordinal)))
        {
            if (TimeText.Parse(header.Groups["date"].ValueSpan) is not { } time) return false;
            draft.Clocks.Header(time, draft.At(line.Number));
            draft.Present.Seen(time);
            return true;
        }
        if (text.Length is < 19 or > 50 || !text.Contains(':')) return false;
        if (!DateCommand().IsMatch(state.Command) && !DateOutput().IsMatch(line.Text)) return false;
        if (TimeText.Parse(text) is not { } printed) return false;
        draft.Present.Told(printed);
        draft.Clocks.Date(state.Host, printed, draft.At(line.Number));
        state.Use();
        return true;
    }

    private static bool ReadAnswer(PasteState state, PastedLine line, ReadOnlySpan<char> text)
    {
        var draft = state.Draft;
        if (text.StartsWith("Server Version:", StringComparison.Ordinal))
        {
            if (GitVersion().Match(line.Text) is { Success: true } version) draft.ServerVersion = version.Groups["version"].Value;
            return true;
        }
        if (text.StartsWith("No resources found", StringComparison.Ordinal))
        {
            if (RequestsCommand().IsMatch(state.Command)) draft.Requests.IsKnown = true;
            state.Use();
            return true;
        }
        if (text.Length > 200 || (text is not ("yes" or "no") && !text.StartsWith("no - ", StringComparison.Ordinal)) || CanI().Match(state.Command) is not { Success: true } question) return false;
        state.Use();
        var resource = question.Groups["resource"].Value;
        if (Option(state.Command, "--subresource") is { } sub) resource += "/" + sub;
        var user = Option(state.Command, "--as");
        var groups = GroupOption().Matches(state.Command).Select(m => m.Groups["group"].Value).ToList();
        var key = $"{question.Groups["verb"].Value} {resource} {user} {string.Join(',', groups)}";
        draft.Answers.Put(key, new(question.Groups["verb"].Value, resource, user, groups, text[0] == 'y', draft.At(line.Number)), 0);
        if (user is not null) draft.Names.FromUser(user, NodeNames.Requestor);
        return true;
    }

    private static string? Option(string command, string name)
    {
        var words = command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].StartsWith(name + "=", StringComparison.Ordinal)) return words[i][(name.Length + 1)..].Trim('"', '\'');
            if (words[i] == name && i + 1 < words.Length) return words[i + 1].Trim('"', '\'');
        }
        return null;
    }

    private static bool ReadConfigurationLine(PasteState state, PastedLine line, ReadOnlySpan<char> text)
    {
        if (text.Length > 200 || !ConfigurationField().IsMatch(line.Text)) return false;
        state.Draft.ConfigurationLines[line.Number] = text.ToString();
        return true;
    }

    private static bool ReadMetric(PasteState state, PastedLine line, ReadOnlySpan<char> text)
    {
        if (text.StartsWith("# HELP ", StringComparison.Ordinal) || text.StartsWith("# TYPE ", StringComparison.Ordinal)) return true;
        if (text.Length < 6 || !char.IsAsciiLetterLower(text[0])) return false;
        foreach (var prefix in MetricPrefixes)
        {
            if (!text.StartsWith(prefix, StringComparison.Ordinal)) continue;
            if (!MetricLine().IsMatch(line.Text)) return false;
            state.Draft.Metrics.Add(line.Number, SecretText.Redact(text.ToString()));
            return true;
        }
        return false;
    }

    [GeneratedRegex(@"^\s*[●○×*]?\s*(?<unit>[\w@.-]{1,80})\.service( - |$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex UnitLine();

    [GeneratedRegex(@"Active: (?<state>[\w-]+)( \((?<sub>[^)]*)\))?( \(Result: [^)]*\))?( since (?<since>[^;]+);\s*(?<ago>.*) ago)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ActiveLine();

    [GeneratedRegex(@"\(code=\w+, (status|signal)=(?<code>\d{1,5})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ExitStatus();

    [GeneratedRegex(@"(?<n>\d{1,6})\s?(?<unit>[a-z]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex AgoPart();

    [GeneratedRegex(@"(^|\s)(?<cmd>([\w./-]*/)?kubelet\s+--.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex KubeletCommand();

    [GeneratedRegex(@"(^|\s)(?<cmd>([\w./-]*/)?(?<name>kube-(controller-manager|apiserver))\s+--.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ComponentCommand();

    [GeneratedRegex(@"^\s*(Environment=)?[""']?KUBELET_\w*ARGS=[""']?(?<args>--[^""']*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex KubeletArguments();

    [GeneratedRegex(@"^(ls|cat|stat|openssl|readlink|Error opening Certificate|Can't open)\b.*?(?<path>/[\w./-]+).*No such file", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex MissingFile();

    [GeneratedRegex(@"^\S+ on (?<mount>/\S*) type \S+ \((?<options>[^)]*)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex MountLine();

    [GeneratedRegex(@"^\s*(?<mode>[-dlbcps][-rwxsStT]{9})[.+@]?\s+\d+\s+(?<user>[\w.+-]+)\s+(?<group>[\w.+-]+)\s+(\S+:\S+:\S+:\S+\s+)?(?<size>[\d.,]+[KMGT]?)\s+(?<date>\w{3}\s+\d{1,2}\s+(\d\d:\d\d|\d{4})|\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d(\.\d+)?( [+-]\d{4})?)?)\s+(?<name>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ListingLine();

    [GeneratedRegex(@"System time\s*:\s*(?<seconds>[\d.]+) seconds (?<side>slow|fast) of NTP time", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ChronyOffset();

    [GeneratedRegex(@"^<?\s*[Dd]ate: (?<date>\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d GMT)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex HttpDate();

    [GeneratedRegex(@"^(sudo )?date\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex DateCommand();

    [GeneratedRegex(@"^\s*(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\w{3}\s+\d{1,2}|\d{1,2} \w{3}( \d{4})?) \d\d?:\d\d:\d\d (AM |PM )?[A-Z+-]\w{1,5}( \d{4})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex DateOutput();

    [GeneratedRegex(@"(GitVersion:""|Server Version: )(?<version>v\d[\w.+-]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex GitVersion();

    [GeneratedRegex(@"\bget (csr|certificatesigningrequests?)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex RequestsCommand();

    [GeneratedRegex(@"\bauth can-i (?<verb>[\w*]+) (?<resource>[\w./*-]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex CanI();

    [GeneratedRegex(@"--as-group[= ][""']?(?<group>[\w:.@/-]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex GroupOption();

    [GeneratedRegex(@"^\s*(rotateCertificates|serverTLSBootstrap|tlsCertFile|tlsPrivateKeyFile):\s+\S", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, RegexTime.Limit)]
    private static partial Regex ConfigurationField();

    [GeneratedRegex(@"^\s*[a-z_:][\w:]*(\{[^}]*\})?\s+[-+]?(\d[\d.eE+-]*|Inf|NaN)(\s+\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex MetricLine();
}
