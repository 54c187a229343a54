using System.Text;

namespace Certrot.Collect.NodeAccess;

/// <summary>Takes the script's output apart. An output that breaks off gives what came before.</summary>
internal static class ScriptOutputReader
{
    private const int LargestSection = 256 << 20;

    /// <summary>Reads all sections; true where the script came to its end.</summary>
    /// <param name="output">What the script printed; what a login shell prints around it is passed over.</param>
    /// <param name="mark">The script's mark.</param>
    /// <param name="onSection">Called for each section in order.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<bool> ReadAsync(Stream output, string mark, Action<ScriptSection> onSection, CancellationToken cancellation)
    {
        var complete = false;
        var prefix = Encoding.ASCII.GetBytes(mark + " ");
        string? open = null;
        var content = new MemoryStream();
        try
        {
            await foreach (var line in LinesAsync(output, cancellation).ConfigureAwait(false)) Take(line);
        }
        finally
        {
            // Also where the caller gives up on an output without an end.
            if (open is not null && content.Length > 0) onSection(new ScriptSection(open, content.ToArray(), null));
        }

        return complete;

        void Take(ReadOnlyMemory<byte> line)
        {
            if (!line.Span.StartsWith(prefix))
            {
                if (open is not null && content.Length + line.Length <= LargestSection) content.Write(line.Span);
                return;
            }

            var words = Encoding.UTF8.GetString(line.Span[prefix.Length..]).TrimEnd('\n', '\r').Split(' ', 3);
            switch (words)
            {
                case ["BEGIN", var name]:
                    (open, content) = (name, new MemoryStream());
                    break;
                case ["END"] when open is not null:
                    onSection(new ScriptSection(open, Trim(content), null));
                    open = null;
                    break;
                case ["FAIL", var name, var error]:
                    onSection(new ScriptSection(name, null, error));
                    break;
                case ["DONE"]:
                    complete = true;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The script puts a line end before its own, for files that do not end with one.</summary>
    private static byte[] Trim(MemoryStream content)
    {
        var bytes = content.ToArray();
        return bytes is [.., (byte)'\n'] ? bytes[..^1] : bytes;
    }

    /// <summary>Lines with their ends; a line longer than 1 MiB comes in pieces.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new byte[1 << 20];
        var filled = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (read == 0) break;
            filled += read;
            var start = 0;
            while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is var end && end >= 0)
            {
                yield return buffer.AsMemory(start, end + 1);
                start += end + 1;
            }

            if (start == 0 && filled == buffer.Length)
            {
                yield return buffer.AsMemory(0, filled);
                start = filled;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }

        if (filled > 0) yield return buffer.AsMemory(0, filled);
    }
}
