using System.Text.Json;

namespace Certrot.ApiClient.Http;

/// <summary>What the API server says of a call that failed (k8s.io/apimachinery/pkg/apis/meta/v1, Status).</summary>
/// <param name="Code">HTTP status.</param>
/// <param name="Reason">Such as <c>Forbidden</c>; null where the answer is no Status.</param>
/// <param name="Message">The message.</param>
/// <param name="RetryAfter">How long to wait before the next try; null where it does not say.</param>
public sealed record ApiStatus(int Code, string? Reason, string Message, TimeSpan? RetryAfter)
{
    private const int LongestMessage = 2000;

    /// <summary>Reads the body of an answer.</summary>
    public static ApiStatus Read(int code, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Text(root, "kind") == "Status") return Of(code, root, retryAfter);
        }
        catch (JsonException)
        {
            // Proxies and load balancers answer in HTML or plain text.
        }

        var text = Clean(System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestMessage)]));
        return new ApiStatus(code, null, text.Length == 0 ? $"HTTP {code}" : $"HTTP {code}: {text}", retryAfter);
    }

    /// <summary>Reads an object that is known to be a Status, whether it says so or not.</summary>
    internal static ApiStatus Of(int code, JsonElement status, TimeSpan? retryAfter)
    {
        if (status.ValueKind != JsonValueKind.Object) return new ApiStatus(code, null, $"HTTP {code}", retryAfter);
        if (retryAfter is null && status.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object && details.TryGetProperty("retryAfterSeconds", out var seconds) && seconds.TryGetInt32(out var wait) && wait > 0)
            retryAfter = TimeSpan.FromSeconds(wait);
        return new ApiStatus(code, Text(status, "reason"), Clean(Text(status, "message") ?? $"HTTP {code}"), retryAfter);
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Clean(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c).Take(LongestMessage)]);
}
