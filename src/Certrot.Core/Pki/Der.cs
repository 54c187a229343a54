using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace Certrot.Pki;

/// <summary>DER pieces that certificates and requests share. Everything here throws <see cref="AsnContentException"/> on broken input.</summary>
internal static class Der
{
    /// <summary>Longest DER that is read: 1 MiB, as much as the API server takes in one object (etcd's request limit is 1.5 MiB).</summary>
    internal const int MaxLength = 1 << 20;

    private const int MaxOidLength = 128;

    /// <summary>Reads an OBJECT IDENTIFIER. The framework's reader makes big integers of long arcs, in quadratic time.</summary>
    internal static string ReadOid(AsnReader reader)
    {
        if (reader.PeekTag() != Asn1Tag.ObjectIdentifier) throw new AsnContentException("no OBJECT IDENTIFIER");
        var bytes = reader.PeekContentBytes().Span;
        if (bytes.IsEmpty || bytes.Length > MaxOidLength) throw new AsnContentException("OBJECT IDENTIFIER of impossible length");
        var text = new StringBuilder();
        var arc = 0UL;
        var isStart = true;
        foreach (var b in bytes)
        {
            if ((isStart && b == 0x80) || arc > ulong.MaxValue >> 7) throw new AsnContentException("broken OBJECT IDENTIFIER");
            arc = (arc << 7) | (b & 0x7FU);
            isStart = (b & 0x80) == 0;
            if (!isStart) continue;
            if (text.Length == 0)
            {
                var root = Math.Min(arc / 40, 2);
                text.Append(CultureInfo.InvariantCulture, $"{root}.{arc - (root * 40)}");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $".{arc}");
            }

            arc = 0;
        }

        if (!isStart) throw new AsnContentException("cut-off OBJECT IDENTIFIER");
        reader.ReadEncodedValue();
        return text.ToString();
    }

    /// <summary>
    /// Reads UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5): years below 50 are in the 21st century. Offsets and UTCTime without seconds are
    /// taken as Go takes them (golang.org/x/crypto/cryptobyte, ReadASN1UTCTime).
    /// </summary>
    internal static DateTimeOffset ReadTime(AsnReader reader)
    {
        var tag = reader.PeekTag();
        var isLong = tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);
        if (!isLong && !tag.HasSameClassAndValue(Asn1Tag.UtcTime)) throw new AsnContentException("no time");
        var text = reader.PeekContentBytes().Span;
        var year = isLong ? (TwoDigits(ref text) * 100) + TwoDigits(ref text) : TwoDigits(ref text);
        if (!isLong) year += year < 50 ? 2000 : 1900;
        var month = TwoDigits(ref text);
        var day = TwoDigits(ref text);
        var hour = TwoDigits(ref text);
        var minute = TwoDigits(ref text);
        var second = isLong || (!text.IsEmpty && char.IsAsciiDigit((char)text[0])) ? TwoDigits(ref text) : 0;
        var offset = 0;
        if (text is [(byte)'+' or (byte)'-', ..])
        {
            var sign = text[0] == '-' ? -1 : 1;
            text = text[1..];
            offset = sign * ((TwoDigits(ref text) * 60) + TwoDigits(ref text));
        }
        else if (text is [(byte)'Z', ..])
        {
            text = text[1..];
        }
        else
        {
            throw new AsnContentException("time without zone");
        }

        if (!text.IsEmpty || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23
            || minute > 59 || second > 59)
        {
            throw new AsnContentException("impossible time");
        }

        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - (offset * TimeSpan.TicksPerMinute);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) throw new AsnContentException("impossible time");
        reader.ReadEncodedValue();
        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    /// <summary>Reads a character string of any type. <paramref name="isCommon"/>: a sound PrintableString or UTF8String, as Go writes them.</summary>
    internal static string ReadText(AsnReader reader, out bool isCommon)
    {
        var tag = reader.PeekTag();
        var bytes = reader.PeekContentBytes().Span;
        reader.ReadEncodedValue();
        isCommon = false;
        if (tag.TagClass != TagClass.Universal || tag.IsConstructed) return "#" + Convert.ToHexString(bytes);
        switch ((UniversalTagNumber)tag.TagValue)
        {
            case UniversalTagNumber.UTF8String:
                isCommon = System.Text.Unicode.Utf8.IsValid(bytes);
                return Encoding.UTF8.GetString(bytes);
            case UniversalTagNumber.PrintableString:
                isCommon = !bytes.ContainsAnyExcept(PrintableBytes);
                return Encoding.Latin1.GetString(bytes);
            case UniversalTagNumber.BMPString:
                return Encoding.BigEndianUnicode.GetString(bytes);
            case UniversalTagNumber.UniversalString:
                return new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetString(bytes);
            case UniversalTagNumber.T61String or UniversalTagNumber.IA5String or UniversalTagNumber.NumericString
                or UniversalTagNumber.VisibleString or UniversalTagNumber.GeneralString:
                return Encoding.Latin1.GetString(bytes);
            default:
                return "#" + Convert.ToHexString(bytes);
        }
    }

    // X.680 §41.4; Go also takes '*' and '&' (crypto/x509/parser.go, isPrintable).
    private static readonly System.Buffers.SearchValues<byte> PrintableBytes = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?*&"u8);

    private static int TwoDigits(ref ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || !char.IsAsciiDigit((char)text[0]) || !char.IsAsciiDigit((char)text[1])) throw new AsnContentException("broken time");
        var value = ((text[0] - '0') * 10) + text[1] - '0';
        text = text[2..];
        return value;
    }
}
