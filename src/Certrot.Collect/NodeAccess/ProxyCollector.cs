using System.Text.Json;
using Certrot.ApiClient.Http;
using Certrot.Collect.Gathered;
using Certrot.Collect.Redaction;

namespace Certrot.Collect.NodeAccess;

/// <summary>
/// Reads from a kubelet through the API server's node proxy: its running configuration, its metrics, and its log where NodeLogQuery is on (KEP 2258). Works only
/// while the kubelet's serving certificate does.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="files">Takes the evidence.</param>
public sealed class ProxyCollector(KubernetesApi api, EvidenceFiles files)
{
    private const long LargestMetrics = 32 << 20;
    private const long LargestLog = 64 << 20;

    /// <summary>Reads what is not there yet.</summary>
    /// <returns>Null where the kubelet answered, else what came instead.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ApiException?> CollectAsync(CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(
            TryAsync("node/metrics.prom", "metrics", LargestMetrics, static content => content, cancellation),
            TryAsync("node/config.yaml", "configz", LargestMetrics, Configuration, cancellation),
            TryAsync("node/kubelet.log", "logs/?query=kubelet&tailLines=20000", LargestLog, Log, cancellation)).ConfigureAwait(false);
        return Array.Exists(answers, a => a is null) ? null : answers[0];
    }

    private async Task<ApiException?> TryAsync(string path, string what, long most, Func<byte[], byte[]?> read, CancellationToken cancellation)
    {
        try
        {
            // The API server's 5xx is the kubelet's trouble here, which is evidence and does not pass within seconds.
            var content = new MemoryStream();
            await api.CopyAsync($"/api/v1/nodes/{Uri.EscapeDataString(files.Node)}/proxy/{what}", content, most, repeat: false, cancellation).ConfigureAwait(false);
            if (read(content.ToArray()) is { Length: > 0 } usable) files.Add(path, usable);
            return null;
        }
        catch (ApiException e)
        {
            files.Fail(path, e.IsForbidden ? $"needs `get nodes/proxy`: {e.Message}" : e.Message);
            return e;
        }
    }

    /// <summary>configz wraps the configuration and leaves out its version and kind.</summary>
    private static byte[]? Configuration(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("kubeletconfig", out var configuration)) return null;
            var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) ApiObjectWriter.WriteItem(json, configuration, "kubelet.config.k8s.io/v1beta1", "KubeletConfiguration");
            return buffer.ToArray();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A kubelet without NodeLogQuery answers with a listing of its log folder.</summary>
    private static byte[]? Log(byte[] content) => content.AsSpan().TrimStart(" \n"u8).StartsWith("<"u8) ? null : SecretRedactor.Redact(content);
}
