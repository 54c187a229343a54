namespace Certrot.Collect.Pasted;

/// <summary>
/// Lines out of whose middle <c>systemctl status</c> cut a part to fit the screen (<c>Get https://10.0.0.1:64...ection refused</c>; systemd's
/// <c>ellipsize_mem</c>): where the rest is the end of one known message only, that message is put back.
/// </summary>
internal static class CutLine
{
    /// <summary>Shorter rests than this may end many messages.</summary>
    private const int ShortestRest = 6;

    private static readonly string[] Endings =
    [
        "connect: connection refused", "connect: no route to host", "connect: network is unreachable", "connect: connection timed out", "i/o timeout", "net/http: TLS handshake timeout", "context deadline exceeded",
        "x509: certificate signed by unknown authority", "x509: certificate has expired or is not yet valid", "no serving certificate available for the kubelet", "remote error: tls: internal error",
        "cannot create certificate signing request: Unauthorized", "timed out waiting for the condition", "no such host",
    ];

    /// <summary>The line with its known ending put back, or the line as it is.</summary>
    public static string Restore(string text)
    {
        var at = text.LastIndexOf("...", StringComparison.Ordinal);
        var width = 3;
        if (at < 0)
        {
            at = text.LastIndexOf('…');
            width = 1;
        }
        if (at <= 0 || text[at - 1] == ' ') return text;
        var rest = text.AsSpan(at + width);
        if (rest.Length < ShortestRest || rest[0] is ' ' or '.') return text;
        foreach (var ending in Endings)
        {
            if (rest.Length < ending.Length && ending.AsSpan().EndsWith(rest, StringComparison.Ordinal)) return $"{text.AsSpan(0, at)}... {ending}";
        }
        return text;
    }
}
