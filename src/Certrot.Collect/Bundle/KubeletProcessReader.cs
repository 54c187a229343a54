using System.Text.Json;
using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Reads <c>node/process.json</c>.</summary>
internal static class KubeletProcessReader
{
    private const int MaxArguments = 1_000;

    // The variables that Go's HTTP client reads (golang.org/x/net/http/httpproxy), and ALL_PROXY, which curl reads and people expect to work.
    private static readonly string[] proxyVariables =
        ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "no_proxy", "all_proxy"];

    public static KubeletProcess? Read(ReadOnlyMemory<byte> json, string path, ICollection<ReadProblem> problems)
    {
        using var document = JsonFields.Parse(json, path, problems);
        if (document is null) return null;
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new ReadProblem(path, "is not a JSON object; it was not used."));
            return null;
        }
        return new KubeletProcess(
            root.Field("running").Flag(),
            root.Field("exitCode").Whole() is >= int.MinValue and <= int.MaxValue and var code ? (int)code : null,
            CommandLine(root.Field("commandLine").Texts()),
            root.Field("startedAt").Time(),
            Environment(root.Field("environment")),
            new Source(path),
            root.Field("state").Text() is { } state ? JsonFields.Plain(state) : null,
            root.Field("service").Text() is { } service ? JsonFields.Plain(service) : null,
            root.Field("restarts").Whole() is >= 0 and <= int.MaxValue and var restarts ? (int)restarts : null);
    }

    private static List<string> CommandLine(List<string> arguments)
    {
        if (arguments.Count > MaxArguments) arguments.RemoveRange(MaxArguments, arguments.Count - MaxArguments);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = JsonFields.Plain(arguments[i]);
            var equals = argument.IndexOf('=');
            if (equals > 0 && IsSecret(argument.AsSpan(0, equals))) argument = string.Concat(argument.AsSpan(0, equals + 1), "REDACTED");
            else if (i > 0 && arguments[i - 1].StartsWith('-') && IsSecret(arguments[i - 1])) argument = "REDACTED";
            arguments[i] = argument;
        }
        return arguments;
    }

    private static bool IsSecret(ReadOnlySpan<char> flag) =>
        flag.EndsWith("token", StringComparison.OrdinalIgnoreCase) || flag.EndsWith("password", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string>? Environment(JsonElement variables)
    {
        if (variables.ValueKind != JsonValueKind.Object) return null;
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in proxyVariables)
        {
            if (variables.Field(name).Text() is { } value) kept[name] = WithoutCredentials(JsonFields.Plain(value));
        }
        return kept;
    }

    private static string WithoutCredentials(string url)
    {
        var at = url.LastIndexOf('@');
        if (at < 0) return url;
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        return string.Concat(scheme >= 0 && scheme < at ? url.AsSpan(0, scheme + 3) : [], "REDACTED", url.AsSpan(at));
    }
}
