using System.Text.RegularExpressions;

namespace Certrot.Diagnosis;

/// <summary>Reads from the text of an error what kind of trouble it is.</summary>
internal static partial class ApiTroubleReader
{
    /// <summary>What probes, pods, images and etcd meet is reported by kubelets and control planes too, and is not their own call.</summary>
    private static readonly string[] others =
    [
        "pull image", "PullImage", "ErrImagePull", "ImagePullBackOff", "prober.go", "robe failed", "Readiness probe", "Liveness probe", "Startup probe", "Error syncing pod", "CreatePodSandbox", "KillPodSandbox", "rafthttp",
    ];

    /// <summary>The kind and the parts of a message; null where it is no trouble with the API server.</summary>
    public static (ApiTroubleKind Kind, Dictionary<string, string> Details)? Read(string text)
    {
        // What the API server met when it called a webhook, what clients met on the kubelet's own port, and what the container runtime met at a registry, are other matters.
        if (text.Contains("failed calling webhook", StringComparison.Ordinal) || text.Contains("admission webhook", StringComparison.Ordinal)) return null;
        foreach (var words in others)
        {
            if (text.Contains(words, StringComparison.Ordinal)) return null;
        }

        if (text.Contains(":10250", StringComparison.Ordinal) || text.Contains("error dialing backend", StringComparison.Ordinal)) return null;

        // What the container runtime met with registries and network plug-ins is reported to the kubelet over gRPC.
        if (text.Contains("rpc error: code = ", StringComparison.Ordinal) && !text.Contains("etcdserver", StringComparison.Ordinal)) return null;

        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Url().Match(text) is { Success: true } url)
        {
            details["url"] = url.Groups["url"].Value;
            if (IsOther(details["url"])) return null;
        }

        // The proxy itself may not resolve, not be reached, or have a certificate that is not trusted.
        if (text.Contains("proxyconnect tcp", StringComparison.Ordinal)) return (ApiTroubleKind.Proxy, details);

        if (text.Contains("x509: ", StringComparison.Ordinal))
        {
            // The API server's own complaint about a client's certificate stands in its log, never in a caller's.
            if (text.Contains("Unable to authenticate the request", StringComparison.Ordinal)) return null;
            if (text.Contains("signed by unknown authority", StringComparison.Ordinal)) return (ApiTroubleKind.UnknownAuthority, details);
            if (text.Contains("has expired or is not yet valid", StringComparison.Ordinal))
            {
                var times = Times().Match(text);
                if (!times.Success) return (ApiTroubleKind.ServerExpired, details);
                details["now"] = times.Groups["now"].Value;
                details["limit"] = times.Groups["limit"].Value;
                return (times.Groups["side"].Value == "before" ? ApiTroubleKind.ServerNotYetValid : ApiTroubleKind.ServerExpired, details);
            }

            if (Names().Match(text) is { Success: true } names)
            {
                details["have"] = names.Groups["have"].Value;
                details["want"] = names.Groups["want"].Value;
                return (ApiTroubleKind.NotCovered, details);
            }

            if (text.Contains("not valid for any names", StringComparison.Ordinal) || text.Contains("legacy Common Name", StringComparison.Ordinal))
                return (ApiTroubleKind.NotCovered, details);
            return null;
        }

        if (Lookup().Match(text) is { Success: true } lookup)
        {
            details["host"] = lookup.Groups["host"].Value;
            details["why"] = lookup.Groups["why"].Value;
            return (ApiTroubleKind.NameResolution, details);
        }

        if (Logs.KubeletMessages.Proxy.Expression!.IsMatch(text)) return (ApiTroubleKind.Proxy, details);
        if (Logs.KubeletMessages.DialFailed.Expression!.Match(text) is { Success: true } dial)
        {
            if (dial.Groups["ep"].Success) details["ep"] = dial.Groups["ep"].Value;
            details["why"] = dial.Groups["why"].Value;
            return (ApiTroubleKind.Unreachable, details);
        }

        if (text.Contains("User \"system:anonymous\"", StringComparison.Ordinal)) return (ApiTroubleKind.Anonymous, details);
        if (Logs.KubeletMessages.OtherNode.Expression!.Match(text) is { Success: true } other)
        {
            // Some wordings name the caller only as the user.
            details["a"] = other.Groups["a"].Value is { Length: > 0 } named ? named : User().Match(text).Groups["node"].Value;
            details["b"] = other.Groups["b"].Value;
            return (ApiTroubleKind.OtherNode, details);
        }

        if (Logs.KubeletMessages.Forbidden.Expression!.Match(text) is { Success: true } forbidden)
        {
            details["user"] = forbidden.Groups["user"].Value;
            return (ApiTroubleKind.Forbidden, details);
        }

        foreach (var literal in Logs.KubeletMessages.Overloaded.Literals)
        {
            if (text.Contains(literal, StringComparison.Ordinal)) return (ApiTroubleKind.Overloaded, details);
        }

        if (text.Contains("Unauthorized", StringComparison.Ordinal) || text.Contains("asked for the client to provide credentials", StringComparison.Ordinal))
            return (ApiTroubleKind.Unauthorized, details);
        foreach (var literal in Logs.KubeletMessages.RequestTimeout.Literals)
        {
            if (!text.Contains(literal, StringComparison.Ordinal)) continue;
            details["why"] = literal;
            return (ApiTroubleKind.Unreachable, details);
        }

        if (text.Contains("connection refused", StringComparison.Ordinal) || text.Contains("connect to the server", StringComparison.Ordinal)
            || (text.Contains("connection to the server", StringComparison.Ordinal) && text.Contains(" was refused", StringComparison.Ordinal)))
        {
            details["why"] = "connection refused";
            return (ApiTroubleKind.Unreachable, details);
        }

        return null;
    }

    /// <summary>Whether an address is certainly not the API server's: its paths are few, and the ports of etcd, registries and Vault are not among its own.</summary>
    private static bool IsOther(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)) return false;
        var path = uri.AbsolutePath;
        if (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/apis/", StringComparison.Ordinal) || path.StartsWith("/k8s/", StringComparison.Ordinal) || path.StartsWith("/v1-", StringComparison.Ordinal)) return false;
        return uri.Port is 2379 or 2380 or 5000 or 8200 || path is not ("/" or "/api" or "/apis" or "/version" or "/healthz" or "/livez" or "/readyz" or "/openapi/v2" or "/openapi/v3" or "/cacerts" or "/ping");
    }

    [GeneratedRegex("""(?:Get|Post|Put|Patch|Delete) "?(?<url>https?://[^\s"]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Url();

    [GeneratedRegex("""User \\?"system:node:(?<node>[^"\\]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex User();

    [GeneratedRegex("""current time (?<now>\d[\dT:.Z+-]+) is (?<side>before|after) (?<limit>\d[\dT:.Z+-]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();

    [GeneratedRegex("""certificate is valid for (?<have>.+?), not (?<want>[^\s"',]+)|cannot validate certificate for (?<want>\S+) because it doesn't contain any IP SANs""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    [GeneratedRegex("""dial (?:tcp|udp): lookup (?<host>[^\s:]+)(?: on \S+)?: (?<why>.+?)(?:["']|$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Lookup();
}
