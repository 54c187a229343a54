using System.Text.Json.Nodes;
using Certrot.Evidence;
using Certrot.Pki;
using Certrot.Text;

namespace Certrot.Kubernetes;

/// <summary>Reads a kubeconfig (k8s.io/client-go/tools/clientcmd/api/v1) the way client-go resolves it, keeping no secret.</summary>
public static class KubeconfigReader
{
    private const int TokenIdLength = 6;
    private const int TokenSecretLength = 16;

    /// <summary>
    /// Reads a kubeconfig, YAML or JSON, and resolves its current context. As in client-go nothing stands in for a context, cluster or user that is
    /// not there: the values stay null, and <see cref="Kubeconfig.Problems"/> says so.
    /// </summary>
    /// <param name="content">The file.</param>
    /// <param name="path">Path inside the bundle.</param>
    /// <param name="problems">Takes why the file cannot be read at all.</param>
    /// <returns>The kubeconfig; null where the file is none.</returns>
    public static Kubeconfig? Read(ReadOnlyMemory<byte> content, string path, ICollection<ReadProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var root = YamlReader.Read(content, out var problem) as JsonObject;
        if (root is not null && root.Text("kind") is { } kind && kind != "Config")
            (root, problem) = (null, $"holds kind {kind}, not Config: ignored");
        if (root is null)
        {
            problems.Add(new ReadProblem(path, $"{path} {problem ?? "holds no kubeconfig: ignored"}"));
            return null;
        }

        var wrong = new List<string>();
        var contextName = root.Text("current-context");
        var context = contextName is null ? null : Named(root, "contexts", "context", contextName, wrong);
        if (contextName is null)
            wrong.Add("current-context is not set");
        else if (context is null)
            wrong.Add($"current-context names context {contextName}, which is not in the file");
        var cluster = Referenced(root, context, contextName, "cluster", wrong);
        var user = Referenced(root, context, contextName, "user", wrong);
        var server = cluster.Text("server");
        if (cluster is not null && server is null)
            wrong.Add("the cluster has no server");

        var token = user.RawText("token");
        return new Kubeconfig
        {
            Source = new Source(path),
            Server = WithoutPassword(server),
            CaData = Data(cluster, "certificate-authority-data", path, wrong),
            CaPath = cluster.Text("certificate-authority"),
            InsecureSkipTlsVerify = cluster.Boolean("insecure-skip-tls-verify") ?? false,
            TlsServerName = cluster.Text("tls-server-name"),
            ProxyUrl = WithoutPassword(cluster.Text("proxy-url")),
            ClientCertificateData = Data(user, "client-certificate-data", path, wrong),
            ClientCertificatePath = user.Text("client-certificate"),
            ClientKeyPath = user.Text("client-key"),
            TokenId = TokenId(token),
            HasToken = !string.IsNullOrEmpty(token) || user.Text("tokenFile") is not null,
            HasExec = user.Object("exec") is not null,
            Problems = wrong,
        };
    }

    private static JsonObject? Referenced(JsonObject root, JsonObject? context, string? contextName, string field, List<string> wrong)
    {
        if (context is null)
            return null;
        if (context.Text(field) is not { } name)
        {
            wrong.Add($"context {contextName} names no {field}");
            return null;
        }
        var found = Named(root, field + "s", field, name, wrong);
        if (found is null)
            wrong.Add($"context {contextName} names {field} {name}, which is not in the file");
        return found;
    }

    /// <summary>An entry of a named list. An entry without content is there all the same.</summary>
    private static JsonObject? Named(JsonObject root, string list, string field, string name, List<string> wrong)
    {
        JsonObject? found = null;
        foreach (var entry in root.Objects(list))
        {
            if (entry.Text("name") != name)
                continue;
            if (found is not null)
            {
                // clientcmd/api/v1/conversion.go refuses the whole file.
                wrong.Add($"{list} holds {name} more than once");
                break;
            }
            found = entry.Object(field) ?? [];
        }
        return found;
    }

    private static CertificateFile? Data(JsonObject? parent, string field, string path, List<string> wrong)
    {
        if (parent.RawText(field) is not { Length: > 0 } text)
            return null;
        // What redaction and `kubectl config view` put in place of data.
        if (text.Contains("REDACTED", StringComparison.OrdinalIgnoreCase) || text.Contains("OMITTED", StringComparison.OrdinalIgnoreCase))
        {
            wrong.Add($"{field} is redacted: what stood there is not known");
            return null;
        }
        var pem = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, pem, out var length))
        {
            wrong.Add($"{field} is not base64");
            return null;
        }
        return CertificateFileReader.Read(pem.AsSpan(0, length), path);
    }

    /// <summary>The public half of a bootstrap token (<c>[a-z0-9]{6}.[a-z0-9]{16}</c>, k8s.io/cluster-bootstrap/token/api) whose secret half may be redacted.</summary>
    private static string? TokenId(string? token)
    {
        if (token is null || token.Length <= TokenIdLength || token[TokenIdLength] != '.' || !token.AsSpan(0, TokenIdLength).ContainsOnlyTokenCharacters())
            return null;
        var secret = token.AsSpan(TokenIdLength + 1);
        var redacted = secret.Contains("REDACTED", StringComparison.OrdinalIgnoreCase) || !secret.ContainsAnyExcept('*', 'x', 'X');
        return redacted || (secret.Length == TokenSecretLength && secret.ContainsOnlyTokenCharacters()) ? token[..TokenIdLength] : null;
    }

    private static bool ContainsOnlyTokenCharacters(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterLower(c))
                return false;
        }
        return true;
    }

    private static string? WithoutPassword(string? url)
    {
        if (url is null)
            return null;
        var start = url.IndexOf("://", StringComparison.Ordinal);
        start = start < 0 ? 0 : start + 3;
        var end = url.AsSpan(start).IndexOfAny('/', '?', '#');
        var host = end < 0 ? url.AsSpan(start) : url.AsSpan(start, end);
        var at = host.LastIndexOf('@');
        return at < 0 ? url : string.Concat(url.AsSpan(0, start), "REDACTED", url.AsSpan(start + at));
    }
}
