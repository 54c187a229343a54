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
            var answer = ApiStatus.Read(500, WithKind(root), null);
            return new ExecResult(ExitCodeOf(root), answer.Message, standardError);
        }
        catch (JsonException)
        {
            return new ExecResult(null, ApiStatus.Read(500, status, null).Message, standardError);
        }
    }

    /// <summary>Kubelets leave the kind out here.</summary>
    private static byte[] WithKind(JsonElement root)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", "Status");
            if (root.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in root.EnumerateObject().Where(p => !p.NameEquals("kind"))) property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
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
