using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace Certrot.Collect.Tests.Bundle;

/// <summary>Writes evidence out value by value: records compare their lists by reference, this compares their content.</summary>
internal static class EvidenceText
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        Assert.True(depth < 20);
        switch (value)
        {
            case null:
                text.Append("null\n");
                break;
            case byte[] bytes:
                text.Append(Convert.ToHexString(bytes)).Append('\n');
                break;
            case string or IPAddress or Enum:
            case { } plain when plain.GetType().IsPrimitive || plain is DateTimeOffset or TimeSpan:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
                break;
            case IEnumerable list:
                text.Append("[\n");
                foreach (var item in list) Write(text, item, depth + 1);
                text.Append(']').Append('\n');
                break;
            default:
                text.Append(value.GetType().Name).Append('\n');
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    text.Append(' ', depth).Append(property.Name).Append('=');
                    Write(text, property.GetValue(value), depth + 1);
                }
                break;
        }
    }
}
