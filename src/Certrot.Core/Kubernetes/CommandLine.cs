namespace Certrot.Kubernetes;

/// <summary>Reads flags as Kubernetes components do (github.com/spf13/pflag, with <c>_</c> for <c>-</c> allowed by k8s.io/component-base/cli/flag).</summary>
public static class CommandLine
{
    private const string Redacted = "REDACTED";

    /// <summary>The value of a flag, given as <c>--name=value</c>, <c>--name value</c> or with one dash.</summary>
    /// <param name="commandLine">Arguments, the program first or not.</param>
    /// <param name="name">Name without dashes.</param>
    /// <returns>The last value; an empty text for a flag at the end; null where the flag is not there.</returns>
    public static string? Flag(IReadOnlyList<string> commandLine, string name)
    {
        var arguments = Arguments(commandLine);
        for (var i = arguments.Count - 1; i >= 0; i--)
        {
            if (IsFlag(arguments[i], name, out var value))
                return value ?? (i + 1 < arguments.Count ? arguments[i + 1] : "");
        }
        return null;
    }

    /// <summary>A boolean flag: <c>--name</c> is true, a value is only taken behind <c>=</c>.</summary>
    /// <param name="commandLine">Arguments, the program first or not.</param>
    /// <param name="name">Name without dashes.</param>
    /// <returns>The last value as Go's strconv.ParseBool reads it; null where the flag is not there or its value is no boolean.</returns>
    public static bool? Switch(IReadOnlyList<string> commandLine, string name)
    {
        var arguments = Arguments(commandLine);
        for (var i = arguments.Count - 1; i >= 0; i--)
        {
            if (IsFlag(arguments[i], name, out var value))
            {
                return value switch
                {
                    null or "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
                    "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
                    _ => null,
                };
            }
        }
        return null;
    }

    /// <summary>The same arguments, values of flags that are secrets replaced.</summary>
    internal static IReadOnlyList<string> WithoutSecrets(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-'))
                continue;
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument.AsSpan() : argument.AsSpan(0, equals);
            if (!name.EndsWith("token", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("password", StringComparison.OrdinalIgnoreCase)
                && !name.EndsWith("secret", StringComparison.OrdinalIgnoreCase))
                continue;
            if (equals >= 0)
                arguments[i] = argument[..(equals + 1)] + Redacted;
            else if (i + 1 < arguments.Length && !arguments[i + 1].StartsWith('-'))
                arguments[++i] = Redacted;
        }
        return arguments;
    }

    // `sh -c "exec kube-apiserver --a=b ..."` holds the flags in one argument.
    private static IReadOnlyList<string> Arguments(IReadOnlyList<string> commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        List<string>? split = null;
        for (var i = 0; i < commandLine.Count; i++)
        {
            var argument = commandLine[i];
            if (!argument.StartsWith('-') && argument.Contains(" --", StringComparison.Ordinal))
                (split ??= [.. commandLine.Take(i)]).AddRange(argument.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            else
                split?.Add(argument);
        }
        return split ?? commandLine;
    }

    private static bool IsFlag(string argument, string name, out string? value)
    {
        value = null;
        var start = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument.StartsWith('-') ? 1 : 0;
        if (start == 0 || argument.Length < start + name.Length)
            return false;
        for (var i = 0; i < name.Length; i++)
        {
            if (Dashed(argument[start + i]) != Dashed(name[i]))
                return false;
        }
        var rest = argument.AsSpan(start + name.Length);
        if (rest.IsEmpty)
            return true;
        if (rest[0] != '=')
            return false;
        value = rest[1..].ToString();
        return true;
    }

    private static char Dashed(char c) => c == '_' ? '-' : c;
}
