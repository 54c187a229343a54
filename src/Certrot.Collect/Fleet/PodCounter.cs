using System.Text.Json;
using Certrot.ApiClient.Http;

namespace Certrot.Collect.Fleet;

/// <summary>Counts pods by node.</summary>
/// <param name="api">The API server.</param>
internal sealed class PodCounter(KubernetesApi api)
{
    /// <summary>Rows only, as kubectl asks for them, without the objects (k8s.io/apimachinery/pkg/apis/meta/v1, Table).</summary>
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private readonly Dictionary<string, int> pods = new(StringComparer.Ordinal);

    /// <summary>Counts. Pods without a node are not counted.</summary>
    /// <exception cref="ApiException">The pods cannot be listed.</exception>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(CancellationToken cancellation)
    {
        await api.PagesAsync("/api/v1/pods?includeObject=None", Table, pods.Clear, Add, cancellation).ConfigureAwait(false);
        return pods;
    }

    private void Add(JsonElement table)
    {
        var place = Array(table, "columnDefinitions").ToList().FindIndex(c => c.ValueKind == JsonValueKind.Object && c.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.ValueEquals("Node"));
        if (place < 0) throw new ApiException("the answer to /api/v1/pods is no table with a column Node");
        foreach (var row in Array(table, "rows"))
        {
            var cells = Array(row, "cells");
            if (cells.ElementAtOrDefault(place) is { ValueKind: JsonValueKind.String } cell && cell.GetString() is { } node and not ("" or "<none>")) pods[node] = pods.GetValueOrDefault(node) + 1;
        }
    }

    private static JsonElement.ArrayEnumerator Array(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : default;
}
