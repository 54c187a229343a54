using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Text;

namespace Certrot.Collect.Redaction;

/// <summary>
/// Writes a kubeconfig anew with what a diagnosis needs, and nothing else: a list of what is allowed, for what is secret has many names (tokens, passwords, keys,
/// plugins' arguments and environment, providers' settings).
/// </summary>
internal static class KubeconfigRedactor
{
    private static readonly string[] clusterFields = ["server", "certificate-authority", "certificate-authority-data", "insecure-skip-tls-verify", "tls-server-name", "proxy-url"];
    private static readonly string[] userFields = ["client-certificate", "client-certificate-data", "client-key", "tokenFile"];

    /// <summary>The kubeconfig as JSON; null where it is none, with the reason.</summary>
    public static byte[]? Redact(ReadOnlyMemory<byte> content, out string? problem)
    {
        if (YamlReader.Read(content, out problem) is not JsonObject root)
        {
            problem ??= "holds no mapping";
            return null;
        }

        var clean = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Config" };
        Copy(root, clean, ["current-context"]);
        clean["clusters"] = Named(root, "clusters", "cluster", (from, to) => Copy(from, to, clusterFields));
        clean["contexts"] = Named(root, "contexts", "context", (from, to) => Copy(from, to, ["cluster", "user", "namespace"]));
        clean["users"] = Named(root, "users", "user", User);
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) clean.WriteTo(writer);
        return buffer.ToArray();
    }

    private static void User(JsonObject from, JsonObject to)
    {
        Copy(from, to, userFields);
        if (from.ContainsKey("client-key-data")) to["client-key-data"] = SecretRedactor.Redacted;
        if (from["token"] is JsonValue token) to["token"] = Token(token.ToString());
        if (from.ContainsKey("password")) to["password"] = SecretRedactor.Redacted;
        if (from["exec"] is JsonObject exec)
        {
            var plugin = new JsonObject();
            Copy(exec, plugin, ["apiVersion", "command"]);
            to["exec"] = plugin;
        }
    }

    /// <summary>The public half of a bootstrap token names its Secret; of any other token nothing is kept.</summary>
    private static string Token(string token)
    {
        var clean = SecretRedactor.Redact(token);
        return clean.EndsWith("." + SecretRedactor.Redacted, StringComparison.Ordinal) && clean.Length == 7 + SecretRedactor.Redacted.Length ? clean : SecretRedactor.Redacted;
    }

    private static JsonArray Named(JsonObject root, string list, string item, Action<JsonObject, JsonObject> copy)
    {
        var named = new JsonArray();
        foreach (var entry in (root[list] as JsonArray ?? []).OfType<JsonObject>())
        {
            var body = new JsonObject();
            if (entry[item] is JsonObject from) copy(from, body);
            named.Add((JsonNode)new JsonObject { ["name"] = entry["name"]?.DeepClone(), [item] = body });
        }

        return named;
    }

    private static void Copy(JsonObject from, JsonObject to, string[] fields)
    {
        foreach (var field in fields)
        {
            if (from[field] is JsonValue value) to[field] = value.GetValueKind() == JsonValueKind.String ? SecretRedactor.Redact(value.ToString()) : value.DeepClone();
        }
    }
}
