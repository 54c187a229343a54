using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Certrot.Server.Web;

/// <summary>Answers in the forms that all endpoints share.</summary>
internal static class Answers
{
    /// <summary>A JSON document.</summary>
    public static Task JsonAsync(this HttpContext context, Action<Utf8JsonWriter> write) => context.BytesAsync(StatusCodes.Status200OK, "application/json", ApiJson.Document(write));

    /// <summary>That it failed, and what to do.</summary>
    public static Task ErrorAsync(this HttpContext context, int status, string text) => context.BytesAsync(status, "application/json", ApiJson.Error(text));

    /// <summary>Bytes.</summary>
    public static Task BytesAsync(this HttpContext context, int status, string type, ReadOnlyMemory<byte> bytes)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>A part of the path. Contexts may have slashes, which stay escaped where paths are taken apart.</summary>
    public static string Part(this HttpContext context, string name) => (context.Request.RouteValues[name] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter of the query that is a number.</summary>
    /// <returns>It; what stands for it where it is missing; null where it is no number of the range.</returns>
    public static long? Number(this HttpContext context, string name, long missing, long most)
    {
        var text = context.Request.Query[name].ToString();
        if (text.Length == 0) return missing;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
    }
}
