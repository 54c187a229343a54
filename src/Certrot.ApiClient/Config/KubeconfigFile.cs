using System.Text.Json.Nodes;
using Certrot.Text;

namespace Certrot.ApiClient.Config;

/// <summary>One kubeconfig file, read and not yet resolved.</summary>
internal sealed record KubeconfigFile(string Path, string? CurrentContext, IReadOnlyDictionary<string, JsonObject> Contexts, IReadOnlyDictionary<string, JsonObject> Clusters, IReadOnlyDictionary<string, JsonObject> Users)
{
    private const int LargestFile = 8 << 20;

    /// <summary>The folder that its relative paths start from.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? "/";

    /// <exception cref="ClientConfigException">It cannot be read, or is no kubeconfig.</exception>
    public static KubeconfigFile Read(string path)
    {
        byte[] content;
        try
        {
            if (new FileInfo(path).Length > LargestFile) throw new ClientConfigException($"{path} is larger than 8 MiB: that is no kubeconfig.");
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClientConfigException($"the kubeconfig {path} cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e is UnauthorizedAccessException ? "permission denied" : e.Message)}.", e);
        }

        if (content.Length == 0) return new KubeconfigFile(path, null, None, None, None);
        if (YamlReader.Read(content, out var problem) is not JsonObject root)
            throw new ClientConfigException($"the kubeconfig {path} {problem ?? "holds no mapping"}.");
        if (root.String("kind") is { } kind && kind != "Config") throw new ClientConfigException($"{path} holds kind {kind}, not Config: it is no kubeconfig.");
        return new KubeconfigFile(path, root.String("current-context"), Named(root, "contexts", "context"), Named(root, "clusters", "cluster"), Named(root, "users", "user"));
    }

    private static readonly IReadOnlyDictionary<string, JsonObject> None = new Dictionary<string, JsonObject>(StringComparer.Ordinal);

    private static Dictionary<string, JsonObject> Named(JsonObject root, string list, string item)
    {
        var named = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var entry in (root[list] as JsonArray ?? []).OfType<JsonObject>())
        {
            // As in client-go the last of one name in a file counts.
            if (entry.String("name") is { } name) named[name] = entry[item] as JsonObject ?? [];
        }

        return named;
    }
}
