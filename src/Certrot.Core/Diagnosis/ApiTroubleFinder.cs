using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;

namespace Certrot.Diagnosis;

/// <summary>Finds the trouble that lasts, among the many errors of a log: history and what has passed do not count.</summary>
internal static class ApiTroubleFinder
{
    /// <summary>Only the last half hour of a log speaks of the present (runbook: take the last minutes, not history).</summary>
    private static readonly TimeSpan Present = TimeSpan.FromMinutes(30);

    /// <summary>Kinds of errors that were last seen this close together belong to one trouble: the kubelet's slowest retry is 32 s.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(45);

    private static readonly LogPattern[] Troubles =
    [
        KubeletMessages.UnknownAuthority, KubeletMessages.X509Expired, KubeletMessages.X509Names, KubeletMessages.DialFailed, KubeletMessages.LookupFailed,
        KubeletMessages.RequestTimeout, KubeletMessages.Proxy, KubeletMessages.Unauthorized, KubeletMessages.Anonymous, KubeletMessages.Forbidden,
        KubeletMessages.OtherNode, KubeletMessages.Overloaded,
    ];

    private static readonly LogPattern[] Successes = [KubeletMessages.Rotated, KubeletMessages.Registered];

    /// <summary>The kubelet's present trouble with the API server, or null.</summary>
    public static ApiTrouble? InKubeletLog(LogView log, NodeEvidence evidence, Node? node, DateTimeOffset? leaseRenewed)
    {
        if (!log.Collected) return null;
        var server = evidence.Host.Kubeconfig?.Server;
        var seen = new List<(ApiTroubleKind Kind, LogMatch Match, Dictionary<string, string> Details)>();
        foreach (var pattern in Troubles)
        {
            foreach (var match in log.All(pattern))
            {
                if (match.Run != log.Current!.Index) continue;
                if (ApiTroubleReader.Read(match.Text) is not { } read) continue;
                if (!ConcernsApiServer(read.Details, server)) continue;
                seen.Add((read.Kind, match, read.Details));
            }
        }

        if (seen.Count == 0) return null;
        var last = seen.MaxBy(s => s.Match.Line);
        var success = Successes.Select(log.LastNow).Where(m => m is not null).Select(m => m!.Line).DefaultIfEmpty(0).Max();
        if (success > last.Match.Line) return null;
        if (last.Match.Time is { } until)
        {
            if (log.Digest!.Last is { } end && end - until > Present) return null;
            if (leaseRenewed > until || (node?.Ready is { Status: "True" } ready && ready.LastHeartbeat > until)) return null;
        }

        // What a success came after is overcome, however short ago it was.
        var present = seen.Where(s => s.Match.Line > success && IsTogether(s.Match, last.Match)).ToList();
        var best = present.OrderByDescending(s => Specificity(s.Kind)).ThenByDescending(s => s.Match.Line).First();
        var since = seen.Where(s => s.Kind == best.Kind && s.Match.Line > success).MinBy(s => s.Match.Line).Match?.Time;
        return new ApiTrouble(best.Kind, log.Quote(best.Match), since, last.Match.Time, best.Details);
    }

    /// <summary>What the collector itself met when it called the API server, or null.</summary>
    public static ApiTrouble? OfCollector(NodeEvidence evidence)
    {
        // One call that failed among others that did not is no trouble with the API server.
        if (evidence.Cluster is { Nodes: not null, CertificateSigningRequests: not null }) return null;
        foreach (var error in evidence.Errors)
        {
            if (!error.Path.StartsWith("cluster/", StringComparison.Ordinal)) continue;
            if (ApiTroubleReader.Read(error.Error) is not { } read) continue;
            if (read.Kind is ApiTroubleKind.Forbidden or ApiTroubleKind.Anonymous or ApiTroubleKind.OtherNode) continue;
            return new ApiTrouble(read.Kind, new Quote(new Source("bundle.json"), $"{error.Path}: {error.Error}"), null, evidence.CollectedAt, read.Details);
        }

        return null;
    }

    /// <summary>Classifies one line of the log, such as the answer to a CSR.</summary>
    public static ApiTrouble? Of(LogView log, LogMatch match) =>
        ApiTroubleReader.Read(match.Text) is { } read ? new ApiTrouble(read.Kind, log.Quote(match), match.Time, match.Time, read.Details) : null;

    private static bool IsTogether(LogMatch match, LogMatch last) =>
        match.Time is { } t && last.Time is { } u ? u - t <= Together : last.Line - match.Line <= 200;

    private static bool ConcernsApiServer(Dictionary<string, string> details, string? server)
    {
        if (details.TryGetValue("url", out var url) && url.StartsWith("http://169.254.", StringComparison.Ordinal)) return false;
        if (details.TryGetValue("url", out url) && url.Contains(":10248", StringComparison.Ordinal)) return false;
        if (details.TryGetValue("host", out var name) && Uri.TryCreate(server, UriKind.Absolute, out var named)) return name.TrimEnd('.').Equals(named.Host, StringComparison.OrdinalIgnoreCase);
        if (!details.TryGetValue("ep", out var ep)) return true;
        if (ep.StartsWith("169.254.", StringComparison.Ordinal) || ep.EndsWith(":10248", StringComparison.Ordinal)) return false;
        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri) || uri.HostNameType is not (UriHostNameType.IPv4 or UriHostNameType.IPv6)) return true;
        var host = uri.Host.Trim('[', ']');
        return ep.Contains(host, StringComparison.Ordinal);
    }

    private static int Specificity(ApiTroubleKind kind) => kind switch
    {
        ApiTroubleKind.OtherNode => 9,
        ApiTroubleKind.NotCovered or ApiTroubleKind.ServerExpired or ApiTroubleKind.ServerNotYetValid or ApiTroubleKind.UnknownAuthority => 8,
        ApiTroubleKind.NameResolution or ApiTroubleKind.Proxy => 8,
        ApiTroubleKind.Unauthorized or ApiTroubleKind.Anonymous => 7,
        ApiTroubleKind.Forbidden => 5,
        ApiTroubleKind.Unreachable => 4,
        _ => 3,
    };
}
