using System.Text;
using Certrot.ApiClient.Config;
using Certrot.Collect.Gathered;
using Certrot.Render;
using Certrot.Render.Approval;
using Certrot.Render.Fleet;
using Certrot.Reports;
using Certrot.Server.Diagnosing;
using Certrot.Server.History;
using Certrot.Server.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Certrot.Server.Web;

/// <summary>The HTTP API, version 1: read-only.</summary>
/// <param name="fleet">The clusters.</param>
/// <param name="recorder">What is recorded.</param>
/// <param name="history">What was recorded.</param>
/// <param name="diagnosis">Diagnoses nodes.</param>
/// <param name="reviews">Judges CSRs.</param>
/// <param name="options">What the server says of itself.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class ApiEndpoints(FleetMonitor fleet, HistoryRecorder recorder, HistoryReader history, NodeDiagnosis diagnosis, CsrReviews reviews, ServerOptions options, TimeProvider clock)
{
    private const int MostNodes = 5000;
    private const int MostTransitions = 1000;

    private static readonly Dictionary<string, string> types = new(StringComparer.Ordinal)
    {
        ["text"] = "text/plain; charset=utf-8",
        ["json"] = "application/json",
        ["yaml"] = "application/yaml",
        ["markdown"] = "text/markdown; charset=utf-8",
        ["html"] = "text/html; charset=utf-8",
    };

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/fleet", FleetAsync);
        routes.MapGet("/api/v1/clusters", ClustersAsync);
        routes.MapGet("/api/v1/clusters/{context}/nodes", NodesAsync);
        routes.MapGet("/api/v1/clusters/{context}/nodes/{node}", NodeAsync);
        routes.MapGet("/api/v1/clusters/{context}/nodes/{node}/history", NodeHistoryAsync);
        routes.MapGet("/api/v1/clusters/{context}/nodes/{node}/report", ReportAsync);
        routes.MapGet("/api/v1/clusters/{context}/nodes/{node}/bundle", BundleAsync);
        routes.MapGet("/api/v1/clusters/{context}/csrs", CsrsAsync);
        routes.MapGet("/api/v1/history", HistoryAsync);
        routes.MapGet("/api/v1/whoami", WhoAmIAsync);
    }

    private async Task FleetAsync(HttpContext context)
    {
        using var stream = new MemoryStream();
        FleetJson.Write(stream, fleet.Report());
        await context.BytesAsync(StatusCodes.Status200OK, "application/json", stream.GetBuffer().AsMemory(0, (int)stream.Length)).ConfigureAwait(false);
    }

    private async Task ClustersAsync(HttpContext context)
    {
        var reports = fleet.Report().Clusters;
        var states = new List<IReadOnlyDictionary<string, NodeState>>();
        foreach (var report in reports) states.Add(await StatesAsync(report.Context, context.RequestAborted).ConfigureAwait(false));
        await context.JsonAsync(json =>
        {
            JsonReport.WriteTime(json, "serverTime", clock.GetUtcNow());
            json.WriteString("version"u8, options.Version);
            json.WriteBoolean("leader"u8, recorder.State == RecorderState.Leading);
            json.WriteBoolean("history"u8, recorder.State != RecorderState.Disconnected);
            json.WriteStartArray("clusters"u8);
            for (var i = 0; i < reports.Count; i++) ApiJson.WriteCluster(json, reports[i], states[i]);
            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private async Task NodesAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } cluster) return;
        if (context.Number("offset", 0, int.MaxValue) is not { } offset || context.Number("limit", 200, MostNodes) is not ({ } limit and > 0))
        {
            await context.ErrorAsync(StatusCodes.Status400BadRequest, $"offset is a number from 0, and limit one from 1 to {MostNodes}.").ConfigureAwait(false);
            return;
        }

        var verdicts = context.Request.Query["verdict"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var search = context.Request.Query["search"].ToString();
        var found = cluster.Report().Nodes.Where(n => (verdicts.Length == 0 || verdicts.Contains(n.Excluded is null ? n.Verdict : "excluded", StringComparer.Ordinal)) && Fits(n, search)).ToList();
        var states = await StatesAsync(cluster.Context, context.RequestAborted).ConfigureAwait(false);
        await context.JsonAsync(json =>
        {
            json.WriteNumber("total"u8, found.Count);
            JsonReport.WriteList(json, "nodes", found.Skip((int)offset).Take((int)limit).ToList(), (j, n) => ApiJson.WriteNode(j, n, states.GetValueOrDefault(n.Name)));
            if (offset + limit < found.Count) json.WriteNumber("next"u8, offset + limit);
            else json.WriteNull("next"u8);
        }).ConfigureAwait(false);
    }

    private async Task NodeAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } cluster) return;
        var (report, name) = (cluster.Report(), context.Part("node"));
        if (report.Nodes.FirstOrDefault(n => n.Name == name) is not { } node)
        {
            await NoNodeAsync(context, cluster, name).ConfigureAwait(false);
            return;
        }

        var states = await StatesAsync(cluster.Context, context.RequestAborted).ConfigureAwait(false);
        await context.JsonAsync(json =>
        {
            json.WriteString("context"u8, cluster.Context);
            json.WritePropertyName("node"u8);
            ApiJson.WriteNode(json, node, states.GetValueOrDefault(name));
            json.WritePropertyName("incident"u8);
            if (node.Incident is { } place) ApiJson.WriteIncident(json, report.Incidents[place], states);
            else json.WriteNullValue();
        }).ConfigureAwait(false);
    }

    private async Task NodeHistoryAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is { } cluster) await TransitionsAsync(context, cluster.Context, context.Part("node")).ConfigureAwait(false);
    }

    private Task HistoryAsync(HttpContext context) =>
        TransitionsAsync(context, Given(context, "context"), Given(context, "node"));

    private async Task TransitionsAsync(HttpContext context, string? cluster, string? node)
    {
        if (context.Number("before", long.MaxValue, long.MaxValue) is not { } before || context.Number("limit", 100, MostTransitions) is not ({ } limit and > 0))
        {
            await context.ErrorAsync(StatusCodes.Status400BadRequest, $"before is the number of a transition, and limit a number from 1 to {MostTransitions}.").ConfigureAwait(false);
            return;
        }

        IReadOnlyList<Transition> found;
        try
        {
            found = await history.TransitionsAsync(cluster, node, before, (int)limit, context.RequestAborted).ConfigureAwait(false);
        }
        catch (HistoryException e)
        {
            await context.ErrorAsync(StatusCodes.Status503ServiceUnavailable, e.Message).ConfigureAwait(false);
            return;
        }

        await context.JsonAsync(json =>
        {
            JsonReport.WriteList(json, "transitions", found, ApiJson.WriteTransition);
            if (found.Count == limit) json.WriteNumber("next"u8, found[^1].Id);
            else json.WriteNull("next"u8);
        }).ConfigureAwait(false);
    }

    private async Task ReportAsync(HttpContext context)
    {
        var format = Given(context, "format") ?? "json";
        if (!types.TryGetValue(format, out var type) || context.Number("width", 100, 500) is not { } width)
        {
            await context.ErrorAsync(StatusCodes.Status400BadRequest, $"format is one of {string.Join(", ", ReportFormats.Names)}, and width a number up to 500.").ConfigureAwait(false);
            return;
        }

        await OnNodeAsync(context, async (cluster, node) =>
        {
            if (await diagnosis.DiagnoseAsync(cluster.Api, node, context.RequestAborted).ConfigureAwait(false) is not { } report) return false;
            using var stream = new MemoryStream();
            await using (var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024, leaveOpen: true))
                ReportFormats.Write(writer, report, format, new RenderOptions { Width = (int)width, Verbose = Given(context, "verbose") == "true", Color = Given(context, "color") == "true" });
            context.Response.Headers["Certrot-Verdict"] = report.Verdict;
            // The page of a report has its style in itself.
            if (format == "html") context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
            await context.BytesAsync(StatusCodes.Status200OK, type, stream.GetBuffer().AsMemory(0, (int)stream.Length)).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private Task BundleAsync(HttpContext context) => OnNodeAsync(context, async (cluster, node) =>
    {
        if (await diagnosis.CollectAsync(cluster.Api, node, context.RequestAborted).ConfigureAwait(false) is not { } files) return false;
        using var stream = new MemoryStream();
        BundleWriter.Write(files, stream);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{node}.tgz\"";
        await context.BytesAsync(StatusCodes.Status200OK, "application/gzip", stream.GetBuffer().AsMemory(0, (int)stream.Length)).ConfigureAwait(false);
        return true;
    });

    private async Task CsrsAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } cluster) return;
        try
        {
            using var stream = new MemoryStream();
            CsrJson.WriteList(stream, await reviews.ReviewAsync(cluster.Api, context.RequestAborted).ConfigureAwait(false));
            await context.BytesAsync(StatusCodes.Status200OK, "application/json", stream.GetBuffer().AsMemory(0, (int)stream.Length)).ConfigureAwait(false);
        }
        catch (ClientConfigException e)
        {
            await context.ErrorAsync(StatusCodes.Status502BadGateway, $"the CSRs of {cluster.Context} are not known: {e.Message}").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await context.ErrorAsync(StatusCodes.Status504GatewayTimeout, $"the CSRs of {cluster.Context} were not judged within a minute: try certrot csr list --pending.").ConfigureAwait(false);
        }
    }

    private Task WhoAmIAsync(HttpContext context) => context.JsonAsync(json =>
    {
        json.WriteNull("user"u8);
        json.WriteBoolean("mayDecide"u8, false);
        json.WriteString("auth"u8, "none");
    });

    /// <summary>Does something that takes some seconds about a node that is known.</summary>
    /// <param name="context">The request.</param>
    /// <param name="act">Does it; tells whether it was its turn.</param>
    private async Task OnNodeAsync(HttpContext context, Func<ClusterMonitor, string, Task<bool>> act)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } cluster) return;
        var node = context.Part("node");
        // What is not listed is not looked for: names of any sort would reach the API server's paths.
        if (cluster.Report().Nodes.All(n => n.Name != node))
        {
            await NoNodeAsync(context, cluster, node).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await act(cluster, node).ConfigureAwait(false)) return;
            context.Response.Headers.RetryAfter = "10";
            await context.ErrorAsync(StatusCodes.Status503ServiceUnavailable, "too many diagnoses are asked for at once: try again in some seconds.").ConfigureAwait(false);
        }
        catch (ClientConfigException e)
        {
            await context.ErrorAsync(StatusCodes.Status502BadGateway, $"{cluster.Context} cannot be asked: {e.Message}").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await context.ErrorAsync(StatusCodes.Status504GatewayTimeout, $"{node} was not read within two minutes: try certrot diagnose {node}.").ConfigureAwait(false);
        }
    }

    private static Task NoNodeAsync(HttpContext context, ClusterMonitor cluster, string node) =>
        context.ErrorAsync(StatusCodes.Status404NotFound, cluster.Report().Error is { } why ? $"the nodes of {cluster.Context} are not known: {why}" : $"{cluster.Context} has no node {node}.");

    private async Task<ClusterMonitor?> FindAsync(HttpContext context)
    {
        var name = context.Part("context");
        if (fleet.Find(name) is { } cluster) return cluster;
        await context.ErrorAsync(StatusCodes.Status404NotFound, $"no cluster is called {name}; there are: {string.Join(", ", fleet.Clusters.Select(c => c.Context))}.").ConfigureAwait(false);
        return null;
    }

    /// <summary>What is recorded of the nodes of a cluster; nothing where the database does not answer, for what is seen now is worth showing without it.</summary>
    private async Task<IReadOnlyDictionary<string, NodeState>> StatesAsync(string context, CancellationToken cancellation)
    {
        try
        {
            return (await history.StatesAsync(context, cancellation).ConfigureAwait(false)).ToDictionary(s => s.Node, StringComparer.Ordinal);
        }
        catch (HistoryException)
        {
            return new Dictionary<string, NodeState>(StringComparer.Ordinal);
        }
    }

    private static string? Given(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static bool Fits(FleetNodeReport node, string search) =>
        search.Length == 0 || node.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || node.Cause.Contains(search, StringComparison.OrdinalIgnoreCase)
        || node.Zone?.Contains(search, StringComparison.OrdinalIgnoreCase) == true || node.Pool?.Contains(search, StringComparison.OrdinalIgnoreCase) == true;
}
