using System.Text;
using Certrot.Causes;
using Certrot.Render;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Certrot.Server.Web;

/// <summary>The pages that alerts link to, as Markdown that a browser shows as it is, and the description of the HTTP API.</summary>
internal static class DocPages
{
    private const int Width = 100;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/docs/causes/{page}", CauseAsync);
        routes.MapGet("/docs/{page}", PageAsync);
        routes.MapGet("/openapi.json", static context => FileAsync(context, "openapi.json", "application/json"));
    }

    private static async Task CauseAsync(HttpContext context)
    {
        var page = context.Part("page");
        using var text = new StringWriter { NewLine = "\n" };
        if (page == "README.md")
        {
            CausePage.WriteIndex(text);
        }
        else if (page.EndsWith(".md", StringComparison.Ordinal) && CauseCatalogue.Find(page[..^".md".Length]) is { } cause)
        {
            CausePage.Write(text, cause, Width);
        }
        else
        {
            await context.ErrorAsync(StatusCodes.Status404NotFound, $"there is no page {page}; all are listed on /docs/causes/README.md.").ConfigureAwait(false);
            return;
        }

        await context.BytesAsync(StatusCodes.Status200OK, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text.ToString())).ConfigureAwait(false);
    }

    private static Task PageAsync(HttpContext context) => FileAsync(context, $"docs/{context.Part("page")}", "text/plain; charset=utf-8");

    private static async Task FileAsync(HttpContext context, string name, string type)
    {
        using var from = Embedded.Find(name);
        if (from is null)
        {
            await context.ErrorAsync(StatusCodes.Status404NotFound, "there is no such page; there are alerts.md, approval.md and causes/README.md.").ConfigureAwait(false);
            return;
        }

        using var copy = new MemoryStream();
        await from.CopyToAsync(copy, context.RequestAborted).ConfigureAwait(false);
        await context.BytesAsync(StatusCodes.Status200OK, type, copy.ToArray()).ConfigureAwait(false);
    }
}
