using System.Text;

namespace Certrot.Render;

/// <summary>Lays out paragraphs with hanging indents, counted in terminal columns. Lines end with LF and never with a space.</summary>
internal sealed class TextPage(int width, bool color)
{
    private const string Cut = "...";
    private readonly StringBuilder _text = new();
    private readonly List<Word> _words = [];

    public int Width { get; } = Math.Max(40, width);

    /// <summary>Rows on the screen; a command that is wider than the screen takes several.</summary>
    public int Rows { get; private set; }

    public TextPage Fork() => new(Width, color);

    public void Append(TextPage page)
    {
        _text.Append(page._text);
        Rows += page.Rows;
    }

    public void Blank()
    {
        _text.Append('\n');
        Rows++;
    }

    public void Heading(string title)
    {
        Blank();
        Styled(title, Ink.Bold);
        _text.Append('\n');
        Rows++;
    }

    /// <summary>
    /// Writes <paramref name="lead"/>, pads it to <paramref name="indent"/> and wraps the runs behind it. What does not fit into
    /// <paramref name="maxRows"/> is cut.
    /// </summary>
    public void Paragraph(string lead, Ink leadInk, int indent, ReadOnlySpan<Run> runs, int maxRows = int.MaxValue)
    {
        Split(runs);
        var leadColumns = Columns.Of(lead);
        Styled(lead, leadInk);
        if (_words.Count == 0)
        {
            EndLine();
            return;
        }
        var column = leadColumns;
        if (leadColumns < indent)
        {
            _text.Append(' ', indent - leadColumns);
            column = indent;
        }
        else if (leadColumns > 0)
        {
            _text.Append(' ');
            column++;
        }
        var lineIsEmpty = true;
        var row = 1;
        for (var i = 0; i < _words.Count;)
        {
            var end = i + 1;
            var columns = _words[i].Columns;
            while (end < _words.Count && !_words[end].Spaced)
                columns += _words[end++].Columns;
            var gap = lineIsEmpty ? 0 : 1;
            var last = row >= maxRows;
            var room = Width - column - gap - (last && end < _words.Count ? Cut.Length + 1 : 0);
            if (columns <= room)
            {
                if (gap == 1)
                    _text.Append(' ');
                for (; i < end; i++)
                    Styled(_words[i].Text, _words[i].Ink);
                column += gap + columns;
                lineIsEmpty = false;
                continue;
            }
            if (last)
            {
                CutHere(i, Width - column - gap, gap);
                break;
            }
            if (lineIsEmpty && columns > Width - indent)
            {
                // Longer than a whole line: it is cut into pieces.
                SplitWord(i, Math.Max(1, Width - column));
                continue;
            }
            if (lineIsEmpty && column <= indent)
            {
                SplitWord(i, Math.Max(1, Width - column));
                continue;
            }
            EndLine();
            row++;
            _text.Append(' ', indent);
            column = indent;
            lineIsEmpty = true;
        }
        EndLine();
    }

    /// <summary>A command: never wrapped, one line per line of it.</summary>
    public void Command(string command, int indent)
    {
        foreach (var raw in DataText.CleanCommand(command).Split('\n'))
        {
            var line = raw.TrimEnd(' ');
            _text.Append(' ', indent);
            Styled(line, Ink.Bold);
            Rows += Math.Max(0, indent + Columns.Of(line) - 1) / Width;
            EndLine();
        }
    }

    /// <summary>A table with a title above each column. The last column takes what is left of the screen, and is cut there; a name that is too long for its share is cut as well.</summary>
    public void Table(IReadOnlyList<string> titles, IReadOnlyList<Run[]> rows, int indent)
    {
        const int gap = 2;
        var widths = titles.Select((t, i) => Math.Max(Columns.Of(t), rows.Max(r => Columns.Of(r[i].Text)))).ToArray();
        // Names may be 253 characters long: no column but the last takes more than a third of the screen.
        for (var i = 0; i < widths.Length - 1; i++) widths[i] = Math.Min(widths[i], Width / 3);
        Row([.. titles.Select(t => new Run(t, Ink.Dim))]);
        foreach (var row in rows) Row(row);

        void Row(Run[] cells)
        {
            _text.Append(' ', indent);
            var column = indent;
            for (var i = 0; i < cells.Length; i++)
            {
                var room = Math.Min(i == cells.Length - 1 ? int.MaxValue : widths[i], Width - column);
                if (Width - column < Cut.Length + 1) break;
                var text = DataText.Clean(cells[i].Text);
                if (Columns.Of(text) > room) text = text[..Columns.Fit(text, room - Cut.Length)] + Cut;
                Styled(text, cells[i].Ink);
                var used = Columns.Of(text);
                column += i == cells.Length - 1 ? used : widths[i] + gap;
                if (i < cells.Length - 1) _text.Append(' ', Math.Max(0, widths[i] - used + gap));
            }

            EndLine();
        }
    }

    public void WriteTo(TextWriter to) => to.Write(_text);

    private void EndLine()
    {
        while (_text.Length > 0 && _text[^1] == ' ')
            _text.Length--;
        _text.Append('\n');
        Rows++;
    }

    private void Split(ReadOnlySpan<Run> runs)
    {
        _words.Clear();
        var spaced = true;
        foreach (var run in runs)
        {
            var text = DataText.Clean(run.Text);
            for (var i = 0; i < text.Length;)
            {
                if (text[i] == ' ')
                {
                    spaced = true;
                    i++;
                    continue;
                }
                var end = text.IndexOf(' ', i);
                if (end < 0)
                    end = text.Length;
                _words.Add(new Word(text[i..end], run.Ink, spaced));
                spaced = false;
                i = end;
            }
        }
    }

    private void SplitWord(int index, int columns)
    {
        var word = _words[index];
        var length = Columns.Fit(word.Text, columns);
        if (length >= word.Text.Length)
        {
            // The word fits alone; what is glued to it goes to the next line.
            if (index + 1 < _words.Count)
                _words[index + 1] = _words[index + 1] with { Spaced = true };
            return;
        }
        _words[index] = new Word(word.Text[..length], word.Ink, word.Spaced);
        _words.Insert(index + 1, new Word(word.Text[length..], word.Ink, Spaced: true));
    }

    private void CutHere(int index, int room, int gap)
    {
        var rest = room - Cut.Length;
        var word = _words[index];
        if (rest > 8)
        {
            if (gap == 1)
                _text.Append(' ');
            Styled(word.Text[..Columns.Fit(word.Text, rest)], word.Ink);
            _text.Append(Cut);
            return;
        }
        if (room >= Cut.Length)
            _text.Append(gap == 1 ? " " : "").Append(Cut);
    }

    private void Styled(string text, Ink ink)
    {
        if (!color || ink == Ink.Plain || text.Length == 0)
        {
            _text.Append(text);
            return;
        }
        _text.Append("\u001b[").Append(ink switch
        {
            Ink.Bold => "1",
            Ink.Dim => "2",
            Ink.Red => "31",
            Ink.Yellow => "33",
            Ink.Green => "32",
            Ink.BoldRed => "1;31",
            Ink.BoldYellow => "1;33",
            _ => "1;32",
        }).Append('m').Append(text).Append("\u001b[0m");
    }

    private sealed record Word(string Text, Ink Ink, bool Spaced)
    {
        public int Columns { get; } = Render.Columns.Of(Text);
    }
}
