using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Certrot.Server.Web;

/// <summary>The pages for people, as they are built in <c>ui/</c>: one document for every view, which finds its own way by its address.</summary>
internal static class Dashboard
{
    private static readonly Dictionary<string, string> types = new(StringComparer.Ordinal)
    {
        ["app.js"] = "text/javascript; charset=utf-8",
        ["app.css"] = "text/css; charset=utf-8",
        ["icon.svg"] = "image/svg+xml",
        ["licenses.txt"] = "text/plain; charset=utf-8",
    };

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", AssetAsync);
        foreach (var view in (string[])["/", "/fleet", "/incidents", "/csrs", "/history", "/clusters/{context}/nodes/{node}"]) routes.MapGet(view, static context => FileAsync(context, "index.html", "text/html; charset=utf-8"));
    }

    private static Task AssetAsync(HttpContext context)
    {
        var name = context.Part("name");
        return types.TryGetValue(name, out var type) ? FileAsync(context, $"assets/{name}", type) : context.ErrorAsync(StatusCodes.Status404NotFound, $"there is no file {name}.");
    }

    private static async Task FileAsync(HttpContext context, string name, string type)
    {
        using var copy = new MemoryStream();
        await using (var from = Embedded.Open($"ui/{name}")) await from.CopyToAsync(copy, context.RequestAborted).ConfigureAwait(false);
        await context.BytesAsync(StatusCodes.Status200OK, type, copy.ToArray()).ConfigureAwait(false);
    }
}
