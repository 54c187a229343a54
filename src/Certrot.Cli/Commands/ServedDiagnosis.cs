using System.CommandLine;
using System.Text.Json;
using Certrot.ApiClient.Config;
using Certrot.Cli.Output;

namespace Certrot.Cli.Commands;

/// <summary>
/// Has a <c>certrot serve</c> diagnose a node. <c>--server</c> is also kubectl's flag for an API server, so that the address is asked which of the two it is; what does not say that it is
/// Certrot's is taken for an API server.
/// </summary>
internal static class ServedDiagnosis
{
    /// <summary>A server on the way to nowhere is left to the API client, which says what is wrong.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(3);

    /// <summary>Longer than the server itself takes at most.</summary>
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(150);

    /// <summary>Diagnoses.</summary>
    /// <param name="node">The node.</param>
    /// <param name="connection">The connection's options.</param>
    /// <param name="report">The report's options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The exit code; null where the address is none of a <c>certrot serve</c>.</returns>
    /// <exception cref="UsageException">The server watches several clusters, and none was named.</exception>
    /// <exception cref="ClientConfigException">The server cannot tell.</exception>
    public static async Task<int?> TryAsync(string node, ConnectionOptions connection, ReportOptions report, ParseResult parsed, CancellationToken cancellation)
    {
        if (connection.Server(parsed) is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https")) return null;
        using var http = new HttpClient { BaseAddress = new Uri(server.GetLeftPart(UriPartial.Authority)), Timeout = Timeout.InfiniteTimeSpan };
        if (!await IsCertrotAsync(http, cancellation).ConfigureAwait(false)) return null;
        var context = connection.Context(parsed) ?? await OnlyContextAsync(http, cancellation).ConfigureAwait(false);
        var format = parsed.GetRequiredValue(report.Output);
        var query = $"format={format}&width={ReportPrinter.Width()}&verbose={Word(parsed.GetValue(report.Verbose))}&color={Word(ReportPrinter.Color(parsed.GetValue(report.NoColor)))}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(longest);
        using var answer = await AskAsync(http, $"/api/v1/clusters/{Uri.EscapeDataString(context)}/nodes/{Uri.EscapeDataString(node)}/report?{query}", limit.Token).ConfigureAwait(false);
        var body = await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw new ClientConfigException($"{http.BaseAddress}: {Error(body) ?? $"{(int)answer.StatusCode} {answer.ReasonPhrase}"}");
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(body, cancellation).ConfigureAwait(false);
        return ExitCodes.Of(answer.Headers.TryGetValues("Certrot-Verdict", out var verdict) ? verdict.First() : Reports.Verdicts.Undetermined);
    }

    private static async Task<bool> IsCertrotAsync(HttpClient http, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            using var answer = await http.GetAsync(new Uri("/api/v1/whoami", UriKind.Relative), limit.Token).ConfigureAwait(false);
            using var who = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false));
            return who.RootElement.ValueKind == JsonValueKind.Object && who.RootElement.TryGetProperty("mayDecide", out _);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    private static async Task<string> OnlyContextAsync(HttpClient http, CancellationToken cancellation)
    {
        using var answer = await AskAsync(http, "/api/v1/clusters", cancellation).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
            var contexts = document.RootElement.GetProperty("clusters").EnumerateArray().Select(c => c.GetProperty("context").GetString()!).ToList();
            return contexts is [var only] ? only : throw new UsageException($"{http.BaseAddress} watches several clusters; name one by --context: {string.Join(", ", contexts)}.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ClientConfigException($"{http.BaseAddress} does not answer as certrot serve does: {e.Message}", e);
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string path, CancellationToken cancellation)
    {
        try
        {
            return await http.GetAsync(new Uri(path, UriKind.Relative), cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new ClientConfigException($"{http.BaseAddress} cannot be asked: {e.Message}", e);
        }
    }

    private static string? Error(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Word(bool value) => value ? "true" : "false";
}
