using System.Globalization;
using System.Text;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;

namespace Certrot.Collect.Tests.Pasted;

/// <summary>Reads texts as the command does, years after they were written.</summary>
internal static class Paste
{
    public static DateTimeOffset Today { get; } = Utc("2026-11-23T09:00:00Z");

    public static NodeEvidence Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static NodeEvidence Read(byte[] text)
    {
        var scanner = new LogScanner(
        [
            new("expired", ["is expired"]),
            new("x509", ["x509: "]),
            new("unauthorized", ["Unauthorized"]),
            new("store", ["Unable to store"]),
            new("signer-skipped", ["Skipping CSR signer"]),
            new("authenticate", ["Unable to authenticate"]),
            new("tls-internal", ["tls: internal error"]),
            new("exited", ["Main process exited"]),
        ]);
        return PastedTextReader.Read(new MemoryStream(text), "stdin", scanner, new FixedClock(Today));
    }

    public static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static IEnumerable<string> Hits(LogDigest? log) => log is null ? [] : log.Matches.Select(m => $"{m.PatternId}@{m.Line}");

    public static CertificateSigningRequest Request(NodeEvidence evidence, string name) => Assert.Single(evidence.Cluster.CertificateSigningRequests!, r => r.Meta.Name == name);
}
