using System.Text;
using System.Text.RegularExpressions;

namespace Certrot.Collect.Pasted;

/// <summary>Takes off what editors, mail, terminals and Markdown put around a line.</summary>
internal static partial class LineCleaner
{
    /// <summary>Longest line that is looked at for prompts; longer ones are data.</summary>
    private const int PromptLimit = 2_000;

    /// <summary>HTML that issue trackers keep around pasted text.</summary>
    private static readonly string[] OpenTags = ["<pre>", "<code>", "<details>", "<summary>", "<p>"];

    private static readonly string[] CloseTags = ["</pre>", "</code>", "</details>", "</summary>", "</p>", "<br>", "<br/>"];

    /// <summary>Cleans a line.</summary>
    public static PastedLine Clean(int number, string raw)
    {
        var text = StripControls(raw).TrimEnd();
        text = StripQuoteMarks(text);
        if (text.Contains("**", StringComparison.Ordinal)) text = Bold().Replace(text, "${text}");
        if (text.Contains('<')) text = StripTags(text);
        if (text.Length > 0 && (text[0] is '`' or '~' or '{' || text[^1] == '`' || text[0] == ' '))
        {
            if (IsFence(text, out var rest)) return new(number, PastedLineKind.Fence, "");
            text = rest;
        }
        if (text.Length == 0) return new(number, PastedLineKind.Blank, "");
        if (text.Length <= PromptLimit && IsCommand(text, out var command, out var host)) return new(number, PastedLineKind.Command, command, host);
        return new(number, PastedLineKind.Text, MonthNames.ToEnglish(text));
    }

    private static string StripControls(string raw)
    {
        var i = 0;
        while (i < raw.Length && !IsNoise(raw[i])) i++;
        if (i == raw.Length) return raw;

        var text = new StringBuilder(raw.Length).Append(raw, 0, i);
        while (i < raw.Length)
        {
            var c = raw[i];
            if (c == '\u001b')
            {
                i = SkipEscape(raw, i + 1);
                continue;
            }
            if (c == '\u00a0') text.Append(' ');
            else if (!IsNoise(c)) text.Append(c);
            i++;
        }
        return text.ToString();
    }

    private static bool IsNoise(char c) => (c < ' ' && c != '\t') || c is '\u007f' or '\u00a0' or '\u200b' or '\ufeff';

    /// <summary>Passes over an ANSI sequence: CSI (<c>ESC [ ... letter</c>), OSC (<c>ESC ] ... BEL</c>) or two characters.</summary>
    private static int SkipEscape(string text, int i)
    {
        if (i >= text.Length) return i;
        if (text[i] == '[')
        {
            i++;
            while (i < text.Length && text[i] is not (>= '@' and <= '~')) i++;
            return Math.Min(i + 1, text.Length);
        }
        if (text[i] != ']') return i + 1;
        while (i < text.Length && text[i] is not ('\a' or '\u001b')) i++;
        return i < text.Length && text[i] == '\a' ? i + 1 : i;
    }

    private static string StripQuoteMarks(string text)
    {
        var start = 0;
        while (true)
        {
            var i = start;
            while (i < text.Length && i < start + 3 && text[i] == ' ') i++;
            if (i >= text.Length || text[i] != '>' || (i + 1 < text.Length && text[i + 1] is not (' ' or '>'))) break;
            start = i + 1;
            if (start < text.Length && text[start] == ' ') start++;
        }
        return start == 0 ? text : text[start..];
    }

    private static string StripTags(string text)
    {
        bool again;
        do
        {
            again = false;
            var lead = text.Length - text.TrimStart().Length;
            foreach (var tag in OpenTags)
            {
                if (!text.AsSpan(lead).StartsWith(tag, StringComparison.OrdinalIgnoreCase)) continue;
                text = text[(lead + tag.Length)..];
                again = true;
                break;
            }
            foreach (var tag in CloseTags)
            {
                if (!text.EndsWith(tag, StringComparison.OrdinalIgnoreCase)) continue;
                text = text[..^tag.Length].TrimEnd();
                again = true;
                break;
            }
        }
        while (again);
        return text;
    }

    private static bool IsFence(string text, out string rest)
    {
        rest = text;
        var body = text.AsSpan().Trim();
        if (body.StartsWith("{code", StringComparison.Ordinal) || body.StartsWith("{noformat", StringComparison.Ordinal)) return true;
        if (body.StartsWith("```", StringComparison.Ordinal) || body.StartsWith("~~~", StringComparison.Ordinal))
        {
            var after = body.TrimStart(body[0]).Trim();
            if (after.IndexOfAnyExcept(Language) < 0) return true;
            rest = after.TrimEnd('`').ToString();
            return false;
        }
        if (body.Length > 0 && (body[0] == '`' || body[^1] == '`')) rest = text.Trim().Trim('`');
        return false;
    }

    private static readonly System.Buffers.SearchValues<char> Language =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_#");

    /// <summary>A line that takes too long to look at is no command.</summary>
    private static bool IsCommand(string text, out string command, out string? host)
    {
        try
        {
            return TryCommand(text, out command, out host);
        }
        catch (RegexMatchTimeoutException)
        {
            (command, host) = ("", null);
            return false;
        }
    }

    private static bool TryCommand(string text, out string command, out string? host)
    {
        command = "";
        host = null;
        if (text.AsSpan(0, Math.Min(text.Length, 160)).IndexOfAny("$#%❯➜") >= 0)
        {
            var prompt = StrongPrompt().Match(text);
            if (prompt.Success)
            {
                host = prompt.Groups["host"].Value;
                command = prompt.Groups["cmd"].Value.Trim();
                return true;
            }
            prompt = WeakPrompt().Match(text);
            if (prompt.Success)
            {
                var candidate = prompt.Groups["cmd"].Value.Trim();
                if (KnownCommand().IsMatch(candidate))
                {
                    command = candidate;
                    return true;
                }
            }
        }
        var bare = text.AsSpan().TrimStart();
        if (bare.Length is 0 or > 400 || bare[0] is not ((>= 'a' and <= 'z') or '/' or '.')) return false;
        if (!BareCommand().IsMatch(text)) return false;
        command = text.Trim();
        return true;
    }

    [GeneratedRegex(@"^\s*(?:\(\S{1,30}\)\s*)?(?:\[\s*\w[\w.-]*@(?<host>[\w.-]+)[^\]#$]{0,100}\]\s*|\w[\w.-]*@(?<host>[\w.-]+)(?:[: ][^#$%>]{0,100}?)?\s?|(?<host>[\w.-]+):[~/][^\s#$]*\s*)[#$%❯➜](?:\s+(?<cmd>.*))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex StrongPrompt();

    [GeneratedRegex(@"^\s*(?:\(\S{1,30}\)\s*)?(?:(?:sh|bash)-[\d.]+|~|/[\w/.-]{0,80}|\S{1,40}\s)?\s*[#$%❯➜]\s*(?<cmd>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex WeakPrompt();

    [GeneratedRegex(@"^(sudo |\./)*(kubectl|oc|k|openssl|journalctl|systemctl|service|timedatectl|date|df|ls|ll|ps|kubeadm|crictl|docker|podman|nerdctl|chronyc|ntpq|cat|cd|echo|for|grep|egrep|tail|head|less|more|curl|stat|readlink|kubelet|k3s|rke2|microk8s|minikube|ssh|exit|vi|vim|watch|find|hostname|uname|export|while|talosctl|gcloud|az|eksctl|aws)(?![\w.=:/-])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex KnownCommand();

    [GeneratedRegex(@"^\s*(sudo )?(\./)?((kubectl|oc|k3s kubectl|microk8s kubectl|microk8s\.kubectl|k) (-\S+ (\S+ )?)*(get|describe|logs|auth|version)\b|openssl (x509|Client)\b|journalctl( -\S+|$)|systemctl (status|show|cat)\b|timedatectl( status)?$|df( -\S+| /\S*|$)|ls( -\S+)+|ll( /|$)|ps (-?aux|-?ef|ax)|kubeadm (alpha )?certs\b|(crictl|docker) (logs|ps)\b|chronyc (tracking|sources)|date$|date -[uRI]|cat /\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex BareCommand();

    /// <summary>What people emphasize in an issue; two stars in a row are in no log line.</summary>
    [GeneratedRegex(@"\*\*(?<text>[^*]{1,2000})\*\*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex Bold();
}
