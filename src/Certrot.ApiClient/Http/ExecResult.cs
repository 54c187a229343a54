using System.Text.Json;

namespace Certrot.ApiClient.Http;

/// <summary>How a command in a container ended.</summary>
/// <param name="ExitCode">Its exit code; null where it could not be run, or the connection broke before it was told.</param>
/// <param name="Failure">What went wrong, in the words of the container runtime or the API server; null where it ended with 0.</param>
/// <param name="StandardError">What it wrote to standard error: the first 4 KiB.</param>
public sealed record ExecResult(int? ExitCode, string? Failure, string StandardError)
{
    /// <summary>Reads the Status on the error channel (k8s.io/client-go/tools/remotecommand/v4.go, errorDecoderV4).</summary>
    internal static ExecResult Read(ReadOnlyMemory<byte> status, string standardError)
    {
        if (status.IsEmpty) return new ExecResult(null, "the connection to the container broke before the command ended", standardError);
        try
        {
            using var document = JsonDocument.Parse(status);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Text(root, "status") == "Success") return new ExecResult(0, null, standardError);
            // Kubelets leave its kind out here.
            return new ExecResult(ExitCodeOf(root), ApiStatus.Of(500, root, null).Message, standardError);
        }
        catch (JsonException)
        {
            return new ExecResult(null, ApiStatus.Read(500, status, null).Message, standardError);
        }
    }

    private static int? ExitCodeOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Object || !details.TryGetProperty("causes", out var causes) || causes.ValueKind != JsonValueKind.Array) return null;
        foreach (var cause in causes.EnumerateArray())
        {
            if (cause.ValueKind == JsonValueKind.Object && Text(cause, "reason") == "ExitCode" && int.TryParse(Text(cause, "message"), out var code)) return code;
        }

        return null;
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
