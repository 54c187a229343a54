namespace Certrot.Collect.Pasted;

/// <summary>A table as kubectl prints it: columns begin where the header's words begin, unless pasting has lost the alignment.</summary>
internal sealed class ColumnTable
{
    private readonly string[] names;
    private readonly int[] starts;

    private ColumnTable(string[] names, int[] starts)
    {
        this.names = names;
        this.starts = starts;
    }

    /// <summary>Column names.</summary>
    public IReadOnlyList<string> Names => this.names;

    /// <summary>Reads a header whose columns are separated by two spaces or a tab, or by one where no other separator occurs.</summary>
    public static ColumnTable? FromHeader(string header)
    {
        var cells = Cells(header, out var starts);
        if (cells.Length < 2)
        {
            cells = header.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            starts = new int[cells.Length];
            var at = 0;
            for (var i = 0; i < cells.Length; i++)
            {
                starts[i] = header.IndexOf(cells[i], at, StringComparison.Ordinal);
                at = starts[i] + cells[i].Length;
            }
            MergeTwoWordNames(ref cells, ref starts);
        }
        return cells.Length < 2 || header.Contains('\t') && cells.Length < 2 ? null : new(cells, starts);
    }

    /// <summary>Position of a column, or -1.</summary>
    public int Find(string name) => Array.IndexOf(this.names, name);

    /// <summary>Cells of a row, as many as there are columns; null where the row does not fit.</summary>
    public string[]? Row(string line)
    {
        var cells = Cells(line, out _);
        if (cells.Length == this.names.Length) return cells;
        if (Aligned(line) is { } aligned) return aligned;
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == this.names.Length) return words;
        if (words.Length < this.names.Length || !LastTakesRest) return null;
        return [.. words[..(this.names.Length - 1)], string.Join(' ', words[(this.names.Length - 1)..])];
    }

    private bool LastTakesRest => this.names[^1] is "MESSAGE" or "Message" or "COMMAND" or "CMD" or "Mounted on";

    /// <summary>Cells by the header's positions; null where a word crosses a border.</summary>
    private string[]? Aligned(string line)
    {
        if (line.Contains('\t')) return null;
        var cells = new string[this.names.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var start = this.starts[i];
            if (start >= line.Length)
            {
                cells[i] = "";
                continue;
            }
            if (start > 0 && line[start - 1] != ' ') return null;
            var end = i + 1 < cells.Length ? Math.Min(this.starts[i + 1], line.Length) : line.Length;
            cells[i] = line[start..end].Trim();
        }
        return cells[0].Length == 0 && this.names[0] != "NAMESPACE" ? null : cells;
    }

    private static string[] Cells(string line, out int[] starts)
    {
        var cells = new List<string>(8);
        var at = new List<int>(8);
        var i = 0;
        while (i < line.Length)
        {
            while (i < line.Length && line[i] is ' ' or '\t') i++;
            if (i == line.Length) break;
            var start = i;
            while (i < line.Length && line[i] != '\t' && !(line[i] == ' ' && (i + 1 == line.Length || line[i + 1] is ' ' or '\t'))) i++;
            cells.Add(line[start..i]);
            at.Add(start);
        }
        starts = [.. at];
        return [.. cells];
    }

    /// <summary>Names of two words, for headers whose wide spaces were lost.</summary>
    private static void MergeTwoWordNames(ref string[] cells, ref int[] starts)
    {
        var merged = new List<string>(cells.Length);
        var at = new List<int>(cells.Length);
        for (var i = 0; i < cells.Length; i++)
        {
            if (i + 1 < cells.Length && (cells[i], cells[i + 1]) is ("LAST", "SEEN") or ("FIRST", "SEEN") or ("RESIDUAL", "TIME") or ("RESIDUAL", "VALIDITY")
                or ("CERTIFICATE", "AUTHORITY") or ("EXTERNALLY", "MANAGED") or ("NOMINATED", "NODE") or ("READINESS", "GATES") or ("Mounted", "on"))
            {
                merged.Add($"{cells[i]} {cells[i + 1]}");
                at.Add(starts[i++]);
                continue;
            }
            merged.Add(cells[i]);
            at.Add(starts[i]);
        }
        cells = [.. merged];
        starts = [.. at];
    }
}
