using System.Security.Cryptography;
using System.Text;

namespace Certrot.Collect.NodeAccess;

/// <summary>The script that reads a node, the same for every way to reach one: run here, over SSH, or in a pod.</summary>
/// <param name="since">How far back the journal is read, as journalctl takes it.</param>
/// <param name="lines">Lines of the log at the most.</param>
internal sealed class NodeScript(string since, int lines)
{
    private static readonly Lazy<string> source = new(() =>
    {
        using var stream = typeof(NodeScript).Assembly.GetManifestResourceStream("collect.sh") ?? throw new InvalidOperationException("collect.sh is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });

    /// <summary>The word that begins each of the script's own lines: no file can hold it.</summary>
    public string Mark { get; } = "@" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The text for standard input of a POSIX shell.</summary>
    public string Text => $"MARK='{Mark}'\nSINCE='{Quote(since)}'\nLINES={lines}\n{source.Value}";

    private static string Quote(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal);
}
