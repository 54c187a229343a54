using System.Text.Json;

namespace Certrot.Cli.Commands;

/// <summary>What a case's <c>expected.json</c> wants.</summary>
internal sealed record ExpectedResult(string RootCause, IReadOnlyList<string> Acceptable, string? Certificate)
{
    public static ExpectedResult Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!root.TryGetProperty("rootCause", out var cause) || cause.GetString() is not { Length: > 0 } id) throw new JsonException("rootCause is missing");
        var acceptable = root.TryGetProperty("acceptable", out var list) ? list.EnumerateArray().Select(a => a.GetString() ?? "").ToList() : [];
        return new ExpectedResult(id, acceptable, root.TryGetProperty("certificate", out var certificate) ? certificate.GetString() : null);
    }
}
