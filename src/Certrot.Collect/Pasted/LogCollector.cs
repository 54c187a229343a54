using System.Text.RegularExpressions;

namespace Certrot.Collect.Pasted;

/// <summary>Sorts log lines and bare error sentences to the component that wrote them, and reads from them what tells time and name.</summary>
internal sealed partial class LogCollector(PasteState state)
{
    /// <summary>Lines shorter than this were not cut by a terminal.</summary>
    private const int WrapWidth = 72;

    /// <summary>Longest line that is handed on; a longer one is no log line.</summary>
    private const int LineLimit = 64 * 1024;

    private static readonly string[] Sentences =
    [
        "x509: ", "Unauthorized", "certificate has expired", "failed to run Kubelet", "unable to load bootstrap kubeconfig", "cannot create certificate signing request",
        "remote error: tls", "tls: ", "Failed while requesting a signed certificate", "is forbidden: User", "Reached backoff limit", "ertificate request was not signed",
        "bootstrap client certificate", "valid client certificate", "dial tcp ", "not allowed to modify node", "TLS handshake error", "Unable to authenticate the request",
        "no serving certificate available", "rotate certs", "kubelet-client-current.pem: no such file", "unable to read client-cert", "unable to load client CA file", "approved, waiting to be issued",
        "Denying kubelet-serving CSR", "certificate signing request is denied", "certificate signing request failed, reason", "not authorized: ", "Skipping \"csrsigning\"", "kipping CSR signer controller",
        "user not permitted to ", "signer has expired", "refusing to sign", "error reading CA ", "Failed to start certificate controller", "failed to start certificate controller", "subject access review was not approved",
        "resource lock kube-system/", "failed calling webhook", "to be a symlink but it is a file", "retrieved csr is not compatible", "already exists, reusing", "oo many recently pending", "failed to find any PEM data",
        "failed to parse certificate PEM data", "client certificate has expired", "certificate is expired", "Unable to register node", "cert/key pair",
    ];

    private (LogOwner Owner, int Number, string Text, int Width)? pending;
    private int lastIndex = -2;
    private LogOwner lastOwner;

    /// <summary>Takes a line that a component logged.</summary>
    public bool TryTake(int i)
    {
        var line = state.Lines[i];
        if (line.Text.Length > LineLimit || !LogLineReader.TryRead(line.Text, out var log)) return false;
        var owner = OwnerOf(log, line.Text, i);
        if (log.Time is { } time && owner != LogOwner.Other) state.Draft.Present.Seen(time);
        if (owner == LogOwner.Kubelet && log.Host is not null) state.Draft.Names.Add(log.Host, NodeNames.Journal);
        Keep(owner, line, i);
        return true;
    }

    /// <summary>Takes an error sentence that was pasted without the line that it stood in.</summary>
    public bool TryTakeSentence(int i)
    {
        var line = state.Lines[i];
        if (line.Text.Length > LineLimit) return false;
        if (!IsSentence(line.Text)) return false;
        Keep(OwnerOfSentence(line.Text), line, i);
        return true;
    }

    private LogOwner OwnerOfSentence(string text)
    {
        if (IsAboutKubeletPort(text)) return LogOwner.ApiServer;
        if (state.CommandOwner is not (LogOwner.Unknown or LogOwner.Other)) return state.CommandOwner;

        // Both the API server and the kubelet's own port say so; unless the text tells, it is the API server.
        if (text.Contains("Unable to authenticate the request", StringComparison.Ordinal)) return state.HeadingOwner == LogOwner.Kubelet ? LogOwner.Kubelet : LogOwner.ApiServer;
        if (IsAboutControllers(text)) return LogOwner.ControllerManager;
        if (Speaker.IsKubectl(text)) return Speaker.IsKubectlMeetingExpiry(text) ? LogOwner.Kubelet : LogOwner.Other;
        if (Speaker.IsKubelet(text) || Speaker.IsKubectlMeetingExpiry(text)) return LogOwner.Kubelet;
        return state.HeadingOwner == LogOwner.Kubelet && !Speaker.IsOther(text) ? LogOwner.Kubelet : LogOwner.Unknown;
    }

    private static bool IsAboutControllers(ReadOnlySpan<char> text) =>
        text.Contains("kube-system/kube-controller-manager", StringComparison.Ordinal) || text.Contains("csrsigning", StringComparison.Ordinal)
        || text.Contains("CSR signer controller", StringComparison.Ordinal) || text.Contains("certificate controller", StringComparison.Ordinal);

    private static bool IsSentence(ReadOnlySpan<char> text)
    {
        foreach (var sentence in Sentences)
        {
            if (text.Contains(sentence, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    /// <summary>Takes the rest of a line that a terminal or a mail program has wrapped.</summary>
    public bool TryContinue(int i)
    {
        if (lastIndex != i - 1 || this.pending is not { } pending || (pending.Width < WrapWidth && !IsOpen(pending.Text)) || pending.Text.Length > 8_000) return false;
        var text = state.Lines[i].Text;
        if (text.Length > 2_000 || text.StartsWith("goroutine ", StringComparison.Ordinal) || text.StartsWith("panic", StringComparison.Ordinal) || text.StartsWith("error", StringComparison.OrdinalIgnoreCase)) return false;
        // A terminal cuts anywhere at its width, a mail program at a space.
        var byTerminal = pending.Width == text.Length || pending.Width is 79 or 80 or 100 or 120 or 132 or 160 or 180 or 200;
        if (!byTerminal && !IsOpen(pending.Text) && (char.IsAsciiLetterUpper(text[0]) || IsSentence(text))) return false;
        var joined = byTerminal ? pending.Text + text : $"{pending.Text} {text.TrimStart()}";
        this.pending = (pending.Owner, pending.Number, joined, text.Length);
        lastIndex = i;
        return true;
    }

    /// <summary>Whether a line that ends in a colon or a comma, or within quotation marks, goes on in the next one.</summary>
    private static bool IsOpen(string text)
    {
        if (text[^1] is ':' or ',' || text.EndsWith("Unable to authenticate the request", StringComparison.Ordinal)) return true;
        var open = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) open = !open;
        }
        return open;
    }

    /// <summary>Writes out the last line.</summary>
    public void Flush()
    {
        if (this.pending is not { } pending) return;
        this.pending = null;
        var stream = pending.Owner switch
        {
            LogOwner.Kubelet => state.Draft.KubeletLog,
            LogOwner.ControllerManager => state.Draft.ControllerManagerLog,
            LogOwner.ApiServer => state.Draft.ApiServerLog,
            _ => null,
        };
        if (stream is null && pending.Owner != LogOwner.Unknown) return;
        var text = SecretText.Redact(CutLine.Restore(pending.Text));
        Learn(text, pending.Owner);
        stream?.Add(pending.Number, text);
    }

    /// <summary>Wrapper first, then the command that printed it, then klog's file name, then the neighbour above, then the heading.</summary>
    private LogOwner OwnerOf(LogLine log, string text, int i)
    {
        if (log.ByWrapper is LogOwner.Unknown or LogOwner.Other && IsAboutKubeletPort(text) && !text.Contains("TLS handshake error", StringComparison.Ordinal)) return LogOwner.ApiServer;
        if (log.ByWrapper != LogOwner.Unknown) return log.ByWrapper;
        if (log.ByFile == LogOwner.Unknown && IsAboutControllers(text)) return LogOwner.ControllerManager;
        if (log.Host is null && state.CommandOwner != LogOwner.Unknown) return state.CommandOwner;
        if (log.ByFile != LogOwner.Unknown) return log.ByFile;
        if (log.Host is not null) return LogOwner.Kubelet;
        if (lastIndex == i - 1 && lastOwner is not (LogOwner.Unknown or LogOwner.Other)) return lastOwner;
        if (state.HeadingOwner != LogOwner.Unknown) return state.HeadingOwner;
        if (Speaker.IsOther(text)) return LogOwner.Other;
        return Speaker.IsKubelet(text) || Speaker.IsKubectlMeetingExpiry(text) || state.SpeaksOfKubelet ? LogOwner.Kubelet : LogOwner.Unknown;
    }

    private void Keep(LogOwner owner, PastedLine line, int i)
    {
        Flush();
        this.pending = (owner, line.Number, line.Text, line.Text.Length);
        lastIndex = i;
        lastOwner = owner;
        state.Use();
    }

    private void Learn(string text, LogOwner owner)
    {
        var present = state.Draft.Present;
        if (text.Contains("expired", StringComparison.Ordinal))
        {
            present.SpeaksOfExpiry = true;
            var at = text.IndexOf("is expired: ", StringComparison.Ordinal);
            if (at >= 0 && LeadingTime(text.AsSpan(at + 12)) is { } expiry) present.Past(expiry);
        }
        foreach (var mark in (ReadOnlySpan<string>)["rotation deadline is ", " deadline=\""])
        {
            if (text.IndexOf(mark, StringComparison.Ordinal) is var due and >= 0 && LeadingTime(text.AsSpan(due + mark.Length)) is { } deadline) present.Scheduled(deadline);
        }
        var clock = text.IndexOf("current time ", StringComparison.Ordinal);
        if (clock >= 0 && LeadingTime(text.AsSpan(clock + 13)) is { } now) present.Seen(now);
        if (owner != LogOwner.Kubelet) return;
        if (text.Contains("not found", StringComparison.Ordinal) && OwnNode().Match(text) is { Success: true } own) state.Draft.Names.Add(own.Groups["name"].Value, NodeNames.OwnMessage);
        if (text.Contains("hostname-override", StringComparison.Ordinal) && HostnameOverride().Match(text) is { Success: true } named) state.Draft.Names.Add(named.Groups["name"].Value, NodeNames.Override);
        if (text.Contains("kubelet-client-2", StringComparison.Ordinal) && DatedFile().Match(text) is { Success: true } file) PastFile(present, file);
    }

    /// <summary>The time that a dated certificate file was written at is past.</summary>
    public static void PastFile(PresentTime present, Match file)
    {
        if (TimeText.Parse($"{file.Groups["date"].Value} {file.Groups["time"].Value.Replace('-', ':')}") is { } written) present.Past(written);
    }

    private static DateTimeOffset? LeadingTime(ReadOnlySpan<char> text)
    {
        var end = text.Length > 10 && text[10] == 'T' ? text.IndexOfAny(" ,\"]") : Math.Min(text.Length, 19);
        return TimeText.Parse(end < 0 ? text[..Math.Min(text.Length, 40)] : text[..Math.Min(end, 40)]);
    }

    private static bool IsAboutKubeletPort(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf(":10250", StringComparison.Ordinal);
        return at >= 0 && (text[at..].Contains("x509", StringComparison.Ordinal) || text[at..].Contains("tls", StringComparison.OrdinalIgnoreCase) || text[at..].Contains("dial tcp", StringComparison.Ordinal)
            || text.Contains("Error from server", StringComparison.Ordinal) || text.Contains("dialing backend", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\bnode \\?""(?<name>[a-z0-9][\w.-]{0,252})\\?"" not found", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex OwnNode();

    [GeneratedRegex(@"--hostname-override[= ]""?(?<name>[\w.-]{1,253})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    public static partial Regex HostnameOverride();

    [GeneratedRegex(@"kubelet-(client|server)-(?<date>\d{4}-\d\d-\d\d)-(?<time>\d\d-\d\d-\d\d)\.pem", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    public static partial Regex DatedFile();
}
