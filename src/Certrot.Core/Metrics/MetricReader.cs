using System.Buffers;
using System.Globalization;
using System.Text;
using Certrot.Evidence;
using Certrot.Text;

namespace Certrot.Metrics;

/// <summary>Reads the Prometheus text format 0.0.4 and OpenMetrics 1.0, keeping the series that tell about certificates.</summary>
public static class MetricReader
{
    private const int MaxSamples = 5000;
    private const int MaxLine = 64 * 1024;

    // Names begin so; the kubelet's and the API server's are in pkg/kubelet/certificate/kubelet.go and
    // staging/src/k8s.io/apiserver/pkg/authentication/request/x509/x509.go, client-go's in k8s.io/component-base/metrics/prometheus/restclient.
    private static readonly byte[][] Useful =
    [
        [.. "kubelet_certificate_manager_"u8],
        [.. "kubelet_server_expiration"u8],
        [.. "certificate_manager_"u8],
        [.. "apiserver_client_certificate_expiration_seconds"u8],
        [.. "process_start_time_seconds"u8],
        [.. "kubelet_node_name"u8],
        [.. "rest_client_requests_total"u8],
        [.. "rest_client_transport_ca"u8],
        [.. "node_boot_time_seconds"u8],
        [.. "authentication_attempts"u8],
        [.. "kubernetes_build_info"u8],
    ];

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"u8);

    /// <summary>Reads samples; at most 5,000 are kept. Timestamps, exemplars and comments are not.</summary>
    /// <param name="text">The text; not closed.</param>
    /// <param name="path">Path inside the bundle.</param>
    /// <param name="problems">Takes one problem for all lines that cannot be read, and one where there are too many samples.</param>
    /// <returns>The samples, perhaps none.</returns>
    /// <exception cref="IOException">The stream could not be read.</exception>
    public static MetricSet Read(Stream text, string path, ICollection<ReadProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        var samples = new List<MetricSample>();
        var source = new Utf8Source(text, CancellationToken.None);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxLine);
        int line = 0, bad = 0, firstBad = 0, tooMany = 0, end = 0;
        var skipping = false;
        while (true)
        {
            var count = source.Read(buffer.AsSpan(end));
            end += count;
            var rest = buffer.AsSpan(0, end);
            while (!rest.IsEmpty)
            {
                var length = rest.IndexOf((byte)'\n');
                if (length < 0 && count > 0)
                    break;
                var content = length < 0 ? rest : rest[..length];
                rest = length < 0 ? [] : rest[(length + 1)..];
                if (skipping)
                {
                    // The end of a line that was too long and is counted already.
                    skipping = false;
                    continue;
                }
                line++;
                if (!ReadLine(content, line, samples, ref tooMany))
                    Bad();
            }
            if (count == 0)
                break;
            if (buffer.Length - rest.Length < 4)
            {
                if (!skipping)
                {
                    line++;
                    Bad();
                }
                skipping = true;
                rest = [];
            }
            rest.CopyTo(buffer);
            end = rest.Length;
        }
        ArrayPool<byte>.Shared.Return(buffer);

        if (bad > 0)
            problems.Add(new ReadProblem(path, $"{path} has {bad} {(bad == 1 ? "line that is no sample" : "lines that are no samples")} (line {firstBad}{(bad > 1 ? " first" : "")}): ignored"));
        if (tooMany > 0)
            problems.Add(new ReadProblem(path, $"{path} has more than {MaxSamples} samples about certificates: the other {tooMany} are ignored"));
        if (source.Broken)
            problems.Add(new ReadProblem(path, $"{path} holds broken compressed data behind line {line}: the {samples.Count} samples before are kept"));
        return new MetricSet(new Source(path), samples);

        void Bad()
        {
            firstBad = bad++ == 0 ? line : firstBad;
        }
    }

    /// <summary>Reads a line; false where it is neither a sample nor a comment.</summary>
    private static bool ReadLine(ReadOnlySpan<byte> content, int line, List<MetricSample> samples, ref int tooMany)
    {
        content = content.Trim(" \t\r"u8);
        if (content.IsEmpty || content[0] == '#')
            return true;
        var nameLength = content.IndexOfAnyExcept(NameBytes);
        if (nameLength <= 0 || char.IsAsciiDigit((char)content[0]) || content[nameLength] is not ((byte)'{' or (byte)' ' or (byte)'\t'))
            return false;
        var name = content[..nameLength];
        if (!IsUseful(name))
            return true;
        content = content[nameLength..].TrimStart(" \t"u8);
        ReadOnlySpan<byte> labels = [];
        if (content[0] == '{')
        {
            var close = CloseOf(content);
            if (close < 0)
                return false;
            labels = content[1..close];
            content = content[(close + 1)..].TrimStart(" \t"u8);
        }
        var valueLength = content.IndexOfAny((byte)' ', (byte)'\t');
        if (!TryValue(valueLength < 0 ? content : content[..valueLength], out var value))
            return false;
        if (samples.Count == MaxSamples)
            tooMany++;
        else
            samples.Add(new MetricSample(Encoding.UTF8.GetString(name), SafeText.Clean(Encoding.UTF8.GetString(labels)), value, line));
        return true;
    }

    private static bool IsUseful(ReadOnlySpan<byte> name)
    {
        foreach (var prefix in Useful)
        {
            if (name.StartsWith(prefix))
                return true;
        }
        return false;
    }

    /// <summary>Where the brace at the start is closed; a brace inside a quoted label value does not count.</summary>
    private static int CloseOf(ReadOnlySpan<byte> content)
    {
        var quoted = false;
        for (var i = 1; i < content.Length; i++)
        {
            if (content[i] == '"')
                quoted = !quoted;
            else if (quoted && content[i] == '\\')
                i++;
            else if (!quoted && content[i] == '}')
                return i;
        }
        return -1;
    }

    private static bool TryValue(ReadOnlySpan<byte> text, out double value)
    {
        var sign = text is [(byte)'+' or (byte)'-', ..] ? 1 : 0;
        if (Ascii.EqualsIgnoreCase(text[sign..], "Inf"u8) || Ascii.EqualsIgnoreCase(text[sign..], "Infinity"u8))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        if (Ascii.EqualsIgnoreCase(text, "NaN"u8))
        {
            value = double.NaN;
            return true;
        }
        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }
}
