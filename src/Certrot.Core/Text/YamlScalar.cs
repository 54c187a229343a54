using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Certrot.Text;

/// <summary>Types a scalar as the API machinery does (sigs.k8s.io/yaml, goyaml.v2/resolve.go).</summary>
internal static class YamlScalar
{
    private static readonly SearchValues<char> FloatCharacters = SearchValues.Create("0123456789.eE+-");

    private const string StringTag = "tag:yaml.org,2002:str";

    public static JsonNode? Resolve(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific && scalar.Tag.Value == StringTag))
            return JsonValue.Create(scalar.Value);
        return scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => JsonValue.Create(true),
            "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => JsonValue.Create(false),
            _ => Number(scalar.Value) ?? JsonValue.Create(scalar.Value),
        };
    }

    private static JsonValue? Number(string text)
    {
        if (!(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.') || text.Length > 64)
            return null;
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        var negative = plain.StartsWith('-');
        var digits = plain.AsSpan(plain.StartsWith('+') || negative ? 1 : 0);
        if (digits.IsEmpty)
            return null;
        if (Integer(digits) is { } magnitude)
        {
            if (!negative)
                return magnitude <= long.MaxValue ? JsonValue.Create((long)magnitude) : JsonValue.Create(magnitude);
            if (magnitude <= (ulong)long.MaxValue + 1)
                return JsonValue.Create(unchecked(-(long)magnitude));
        }
        // The shape of yamlStyleFloat; .NET alone would take "Infinity" and blanks too.
        if (digits.ContainsAnyExcept(FloatCharacters) || !digits.ContainsAnyInRange('0', '9'))
            return null;
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? JsonValue.Create(value)
            : null;
    }

    // strconv.ParseUint(s, 0, 64): 0x, 0o, 0b and a leading 0 for octal.
    private static ulong? Integer(ReadOnlySpan<char> digits)
    {
        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            radix = digits[1] switch { 'x' or 'X' => 16, 'o' or 'O' => 8, 'b' or 'B' => 2, _ => 8 };
            digits = digits[(char.IsAsciiLetter(digits[1]) ? 2 : 1)..];
        }
        if (digits.IsEmpty)
            return null;
        ulong value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 16;
            if (digit >= radix || value > (ulong.MaxValue - (ulong)digit) / (ulong)radix)
                return null;
            value = (value * (ulong)radix) + (ulong)digit;
        }
        return value;
    }
}
