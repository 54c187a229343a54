using System.Security.Cryptography;

namespace Certrot.Collect.NodeAccess;

/// <summary>A text for a node's POSIX shell, the same for every way to reach one: run here, over SSH, or in a pod.</summary>
/// <param name="body">The script. It finds the word that begins each of its own lines of output in the variable MARK.</param>
public sealed class NodeScript(string body)
{
    private static readonly Lazy<string> collection = new(() => EmbeddedText.Read(typeof(NodeScript).Assembly, "collect.sh"));
    private static readonly Lazy<string> withoutSecrets = new(() => EmbeddedText.Read(typeof(NodeScript).Assembly, "without-secrets.sh"));

    /// <summary>The shell function <c>without_secrets FILE</c>: prints a file without the secrets that are in it. A body that uses it begins with this.</summary>
    public static string WithoutSecrets => withoutSecrets.Value;

    /// <summary>The word that begins each of the script's own lines: no file can hold it.</summary>
    public string Mark { get; } = "@" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The text for standard input of a POSIX shell.</summary>
    public string Text => $"MARK='{Mark}'\n{body}";

    /// <summary>The script that reads a node.</summary>
    /// <param name="since">How far back the journal is read, as journalctl takes it.</param>
    /// <param name="lines">Lines of the log at the most.</param>
    public static NodeScript Collection(string since, int lines) => new($"SINCE={Quote(since)}\nLINES={lines}\n{WithoutSecrets}\n{collection.Value}");

    /// <summary>A text as one word of a POSIX shell.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
