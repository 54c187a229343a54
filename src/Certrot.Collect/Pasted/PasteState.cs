using System.Text.RegularExpressions;

namespace Certrot.Collect.Pasted;

/// <summary>Where the reader stands: the lines, what was read, and what the last command or heading says about the output below it.</summary>
internal sealed partial class PasteState(IReadOnlyList<PastedLine> lines, EvidenceDraft draft)
{
    private bool used;
    private string? directory;

    /// <summary>The text.</summary>
    public IReadOnlyList<PastedLine> Lines { get; } = lines;

    /// <summary>What was read.</summary>
    public EvidenceDraft Draft { get; } = draft;

    /// <summary>The command whose output may follow; empty where none is known.</summary>
    public string Command { get; private set; } = "";

    /// <summary>Host of the command's prompt.</summary>
    public string? Host { get; private set; }

    /// <summary>File that the command or heading names.</summary>
    public string? Path { get; private set; }

    /// <summary>Component whose log the command prints.</summary>
    public LogOwner CommandOwner { get; private set; }

    /// <summary>Component that a heading names.</summary>
    public LogOwner HeadingOwner { get; private set; }

    /// <summary>Whether any line names the kubelet: then a log line of which nothing else tells is taken for its own.</summary>
    public bool SpeaksOfKubelet { get; } = lines.Any(l => l.Text.Contains("kubelet", StringComparison.OrdinalIgnoreCase));

    /// <summary>Host and port that the command connects to; null where it does not.</summary>
    public string? Endpoint { get; private set; }

    /// <summary>Directory whose files are listed; null where not known.</summary>
    public string? Directory { get; private set; }

    /// <summary>The line at a position when it is text; null otherwise.</summary>
    public string? TextAt(int i) => i < Lines.Count && Lines[i].Kind == PastedLineKind.Text ? Lines[i].Text : null;

    /// <summary>The output of the command was met; at its end the command is forgotten.</summary>
    public void Use() => used = true;

    /// <summary>An empty line or a fence.</summary>
    public void OnBreak()
    {
        if (used) Forget();
    }

    /// <summary>A command.</summary>
    public void OnCommand(PastedLine line)
    {
        Forget();
        Command = line.Text;
        Host = line.Host;
        var change = ChangeDirectory().Match(Command);
        if (change.Success) directory = change.Groups["dir"].Value.TrimEnd('/');
        var file = InputFile().Match(Command);
        Path = file.Success ? file.Groups["path"].Value : LastFile(Command);
        var endpoint = ConnectTo().Match(Command);
        if (endpoint.Success) Endpoint = endpoint.Groups["to"].Value;
        if (LogCommand().IsMatch(Command)) CommandOwner = LogLineReader.OwnerIn(Command);
        var listed = ListedDirectory().Match(Command);
        Directory = listed.Success ? listed.Groups["dir"].Value.TrimEnd('/') : directory;
        if (line.Host is not null && Command.Contains("kubelet", StringComparison.Ordinal) && !Command.Contains("kubectl", StringComparison.Ordinal)) Draft.Names.Add(line.Host, NodeNames.Prompt);
    }

    /// <summary>A line that is nothing else: a heading may name the component or the file that follows.</summary>
    public void OnProse(string text)
    {
        if (text.Length > 160) return;
        if (LastFile(text) is { } path) Path = path;
        var owner = LogLineReader.OwnerIn(text);
        if (owner != LogOwner.Unknown && (text.EndsWith(':') || text[0] is '#' or '*' || text.Contains("log", StringComparison.OrdinalIgnoreCase))) HeadingOwner = owner;
        if (text.StartsWith('/') && text.EndsWith(':') && !text.Contains(' ')) Directory = text.TrimEnd(':', '/');
    }

    private void Forget()
    {
        used = false;
        Command = "";
        Host = Path = Endpoint = null;
        Directory = directory;
        CommandOwner = HeadingOwner = LogOwner.Unknown;
    }

    private static string? LastFile(string text)
    {
        if (!text.Contains('.')) return null;
        var found = FileName().Matches(text);
        return found.Count == 0 ? null : found[^1].Groups["path"].Value;
    }

    [GeneratedRegex(@"(?<![\w.-])(?<path>[\w./~-]*[\w-]\.(pem|crt|cert|conf|kubeconfig)|kubelet-(client|server)-[\w-]+\.txt)(?![\w-])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex FileName();

    [GeneratedRegex(@"\s-in[ =](?<path>[^\s|;<(]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex InputFile();

    [GeneratedRegex(@"(-connect[ =]?|https://)(?<to>[\w.\[\]:-]+:\d{2,5})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ConnectTo();

    [GeneratedRegex(@"(^|&&\s*|;\s*)cd (?<dir>/[^\s;&|]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ChangeDirectory();

    [GeneratedRegex(@"\b(ls|ll|dir)\b[^|;]*?\s(?<dir>/[^\s;|*]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ListedDirectory();

    [GeneratedRegex(@"\b(logs?|journalctl|tail|cat|less|head|grep|systemctl)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex LogCommand();
}
