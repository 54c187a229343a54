using System.Text;
using System.Text.Json.Nodes;

namespace Certrot.Lab;

/// <summary>Writes kubeconfigs (as JSON, which is YAML).</summary>
public static class Kubeconfig
{
    /// <summary>Writes a kubeconfig with an embedded client certificate.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="server">URL of the API server.</param>
    /// <param name="caPem">CA that signed the API server's certificate.</param>
    /// <param name="client">Client certificate.</param>
    public static void Write(string path, Uri server, string caPem, LabCertificate client)
    {
        ArgumentNullException.ThrowIfNull(client);
        Write(path, server, caPem, new JsonObject
        {
            ["client-certificate-data"] = Base64(client.Pem),
            ["client-key-data"] = Base64(client.KeyPem),
        });
    }

    /// <summary>Writes a kubeconfig.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="server">URL of the API server.</param>
    /// <param name="caPem">CA that signed the API server's certificate.</param>
    /// <param name="user">The user's fields.</param>
    public static void Write(string path, Uri server, string caPem, JsonObject user)
    {
        ArgumentNullException.ThrowIfNull(server);
        var config = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["current-context"] = "lab",
            ["clusters"] = new JsonArray(Named("cluster", new JsonObject
            {
                ["server"] = server.AbsoluteUri.TrimEnd('/'),
                ["certificate-authority-data"] = Base64(caPem),
            })),
            ["users"] = new JsonArray(Named("user", user)),
            ["contexts"] = new JsonArray(Named("context", new JsonObject { ["cluster"] = "lab", ["user"] = "lab" })),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, config.ToJsonString());
    }

    private static JsonObject Named(string field, JsonObject value) => new() { ["name"] = "lab", [field] = value };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
