using System.Text.RegularExpressions;

namespace Certrot.Collect.Pasted;

/// <summary>Goes through the lines and gives each block to its reader.</summary>
internal static class PasteParser
{
    /// <summary>Reads all lines into a draft.</summary>
    public static void Run(IReadOnlyList<PastedLine> lines, EvidenceDraft draft, CancellationToken ct)
    {
        var state = new PasteState(lines, draft);
        var logs = new LogCollector(state);
        var steps = 0;
        for (var i = 0; i < lines.Count;)
        {
            if ((++steps & 0xfff) == 0) ct.ThrowIfCancellationRequested();
            var line = lines[i];
            switch (line.Kind)
            {
                case PastedLineKind.Blank or PastedLineKind.Fence:
                    state.OnBreak();
                    i++;
                    break;
                default:
                    i += ReadSafely(state, logs, i);
                    break;
            }
        }
        try
        {
            logs.Flush();
        }
        catch (RegexMatchTimeoutException)
        {
            Tell(state, lines.Count);
        }
    }

    /// <summary>A line on which an expression takes too long is passed over, and told.</summary>
    private static int ReadSafely(PasteState state, LogCollector logs, int i)
    {
        try
        {
            if (state.Lines[i].Kind != PastedLineKind.Command) return ReadText(state, logs, i);
            state.OnCommand(state.Lines[i]);
        }
        catch (RegexMatchTimeoutException)
        {
            Tell(state, state.Lines[i].Number);
        }
        return 1;
    }

    private static void Tell(PasteState state, int line) =>
        state.Draft.Problems.Add(new(state.Draft.Name, $"Line {line} took too long to read; it was passed over."));

    /// <summary>The readers, the most distinctive form first: a bare error sentence is what no other form claims.</summary>
    private static int ReadText(PasteState state, LogCollector logs, int i)
    {
        if (logs.TryTake(i)) return 1;
        if (PemText.Read(state, i) is var pem and > 0) return pem;
        if (DocumentText.Read(state, i) is var document and > 0) return document;
        if (ClusterTables.Read(state, i) is var table and > 0) return table;
        if (DescribeText.Read(state, i) is var description and > 0) return description;
        if (OpenSslText.Read(state, i) is var certificate and > 0) return certificate;
        if (HostText.Read(state, i) is var host and > 0) return host;
        if (!logs.TryContinue(i) && !logs.TryTakeSentence(i)) state.OnProse(state.Lines[i].Text);
        return 1;
    }
}
