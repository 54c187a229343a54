using System.Globalization;
using System.Text;

namespace Certrot.Render;

/// <summary>Builds HTML that is well-formed XML as well: data goes in encoded, markup comes from this assembly only.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new(64 * 1024);

    /// <summary>Markup.</summary>
    public HtmlText Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Data: cleaned and encoded for element content and quoted attributes.</summary>
    public HtmlText Data(string? data)
    {
        Encode(DataText.Clean(data));
        return this;
    }

    /// <summary>Data, cut after a number of characters.</summary>
    public HtmlText Data(string? data, int limit)
    {
        Encode(DataText.Clean(data, limit));
        return this;
    }

    /// <summary>A command: keeps its lines.</summary>
    public HtmlText Command(string command)
    {
        Encode(DataText.CleanCommand(command));
        return this;
    }

    /// <summary>A coordinate.</summary>
    public HtmlText Number(double number)
    {
        _text.Append(number.ToString("0.#", CultureInfo.InvariantCulture));
        return this;
    }

    public HtmlText Attribute(string name, double number) => Raw(" ").Raw(name).Raw("=\"").Number(number).Raw("\"");

    public HtmlText Append(HtmlText other)
    {
        _text.Append(other._text);
        return this;
    }

    public void WriteTo(TextWriter to) => to.Write(_text);

    private void Encode(string text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&':
                    _text.Append("&amp;");
                    break;
                case '<':
                    _text.Append("&lt;");
                    break;
                case '>':
                    _text.Append("&gt;");
                    break;
                case '"':
                    _text.Append("&quot;");
                    break;
                case '\'':
                    _text.Append("&#39;");
                    break;
                case '\ufffe' or '\uffff':
                    // No character of XML.
                    _text.Append('\ufffd');
                    break;
                default:
                    _text.Append(c);
                    break;
            }
        }
    }
}
