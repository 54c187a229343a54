using System.Text.Json;
using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Reads <c>bundle.json</c>.</summary>
internal static class BundleHeaderReader
{
    private const string ApiVersion = "certrot/v1";
    private const string Kind = "EvidenceBundle";
    private const int MaxErrors = 1_000;
    // DNS-1123 subdomain (apimachinery/pkg/util/validation).
    private const int MaxNameLength = 253;

    public static BundleHeader Read(ReadOnlyMemory<byte> json, ICollection<ReadProblem> problems)
    {
        const string Path = BundleFiles.Header;
        using var document = JsonFields.Parse(json, Path, problems);
        if (document is null) return new BundleHeader(null, null, []);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new ReadProblem(Path, "is not a JSON object; it was not used."));
            return new BundleHeader(null, null, []);
        }
        if (root.Field("apiVersion").Text() is var version && version != ApiVersion)
            problems.Add(new ReadProblem(Path, $"has apiVersion {Shown(version)}, not {ApiVersion}; it was read as {ApiVersion}."));
        if (root.Field("kind").Text() is var kind && kind != Kind)
            problems.Add(new ReadProblem(Path, $"has kind {Shown(kind)}, not {Kind}; it was read nevertheless."));
        var node = root.Field("node").Text();
        if (node is null) problems.Add(new ReadProblem(Path, "does not name the node (\"node\"); the name was inferred from the evidence where that tells it."));
        var time = root.Field("collectedAt").Time();
        if (time is null) problems.Add(new ReadProblem(Path, "does not tell when it was collected (\"collectedAt\"); the newest time in the evidence was taken."));
        return new BundleHeader(node is null ? null : JsonFields.Plain(node, MaxNameLength), time, Errors(root.Field("errors")));
    }

    private static List<CollectionError> Errors(JsonElement list)
    {
        var errors = new List<CollectionError>();
        if (list.ValueKind != JsonValueKind.Array) return errors;
        foreach (var item in list.EnumerateArray())
        {
            if (errors.Count >= MaxErrors) break;
            var error = item.Field("error").Text() ?? item.Text();
            var path = item.Field("path").Text();
            if (error is not null || path is not null) errors.Add(new CollectionError(JsonFields.Plain(path ?? ""), JsonFields.Plain(error ?? "")));
        }
        return errors;
    }

    private static string Shown(string? value) => value is null ? "missing" : $"\"{JsonFields.Plain(value, 60)}\"";
}
