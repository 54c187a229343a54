using System.Text;
using System.Text.Json.Nodes;
using Certrot.Evidence;
using Certrot.Pki;

namespace Certrot.ApiClient.Config;

/// <summary>
/// Finds, merges and resolves kubeconfigs as kubectl does (client-go tools/clientcmd/loader.go, client_config.go): the flag names one file that must exist;
/// else KUBECONFIG lists files, of which the missing ones are passed over; else <c>~/.kube/config</c>; else the service account of a pod. Of what several files
/// set, the first counts. Relative paths start from the folder of the file that names them.
/// </summary>
public sealed class KubeconfigLoader
{
    private readonly IReadOnlyDictionary<string, string> environment;

    /// <summary>A loader for an environment.</summary>
    /// <param name="environment">Variables: <c>KUBECONFIG</c>, <c>HOME</c>, <c>KUBERNETES_SERVICE_HOST</c> and <c>_PORT</c>.</param>
    public KubeconfigLoader(IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        this.environment = environment;
    }

    /// <summary>A loader for the process's own environment.</summary>
    public static KubeconfigLoader ForProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables()) variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return new KubeconfigLoader(variables);
    }

    /// <summary>Resolves the connection.</summary>
    /// <exception cref="ClientConfigException">None can be made of the files and flags.</exception>
    public ClientConfig Load(ClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var files = Files(options);
        if (files.Count == 0 && options.Server is null)
            return InCluster.TryLoad(environment, options) ?? throw new ClientConfigException($"there is no kubeconfig: {Looked()}. Name one with --kubeconfig or KUBECONFIG, or --server.");
        return Resolve(files, options);
    }

    /// <summary>Names of all contexts, in the order of the files; for completion.</summary>
    /// <exception cref="ClientConfigException">A file cannot be read.</exception>
    public IReadOnlyList<string> Contexts(ClientOptions options) => [.. Files(options).SelectMany(f => f.Contexts.Keys).Distinct(StringComparer.Ordinal)];

    private List<KubeconfigFile> Files(ClientOptions options)
    {
        if (options.Kubeconfig is { Length: > 0 } named) return [KubeconfigFile.Read(named)];
        var paths = Variable("KUBECONFIG") is { } list ? list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) : Home() is { } home ? [home] : [];
        return [.. paths.Where(File.Exists).Distinct(StringComparer.Ordinal).Select(KubeconfigFile.Read)];
    }

    private string Looked() => Variable("KUBECONFIG") is { } list ? $"KUBECONFIG names {list}, where no file is" : $"{Home() ?? "~/.kube/config"} does not exist, and this is no pod";

    private string? Home() => Variable("HOME") is { } home ? Path.Combine(home, ".kube", "config") : null;

    private string? Variable(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static ClientConfig Resolve(List<KubeconfigFile> files, ClientOptions options)
    {
        var contextName = options.Context ?? files.Select(f => f.CurrentContext).FirstOrDefault(c => c is not null);
        var (context, _) = contextName is null ? (null, null) : Find(files, f => f.Contexts, contextName);
        if (contextName is not null && context is null && (options.Context is not null || options.Server is null))
            throw new ClientConfigException($"there is no context {contextName} in {Names(files)}.{Near(contextName, files.SelectMany(f => f.Contexts.Keys))}");
        var clusterName = options.Cluster ?? context.String("cluster");
        var (cluster, clusterFile) = clusterName is null ? (null, null) : Find(files, f => f.Clusters, clusterName);
        if (clusterName is not null && cluster is null && (options.Cluster is not null || options.Server is null))
            throw new ClientConfigException($"there is no cluster {clusterName} in {Names(files)}.{Near(clusterName, files.SelectMany(f => f.Clusters.Keys))}");
        var userName = options.User ?? context.String("user");
        var (user, userFile) = userName is null ? (null, null) : Find(files, f => f.Users, userName);
        if (userName is not null && user is null)
            throw new ClientConfigException($"there is no user {userName} in {Names(files)}.{Near(userName, files.SelectMany(f => f.Users.Keys))}");
        var server = options.Server ?? cluster.String("server")
            ?? throw new ClientConfigException(contextName is null ? $"no context is chosen in {Names(files)}: use --context, or kubectl config use-context." : $"cluster {clusterName ?? "(none)"} of context {contextName} in {Names(files)} has no server.");
        var insecure = options.InsecureSkipTlsVerify ?? cluster.Boolean("insecure-skip-tls-verify") ?? false;
        var origin = contextName is null ? Names(files) : $"context {contextName} of {Names(files)}";
        return new ClientConfig
        {
            Origin = files.Count == 0 ? "--server" : origin,
            Server = ServerUri(server, origin),
            Context = contextName,
            Namespace = options.Namespace ?? context.String("namespace") ?? "default",
            Anchors = insecure || cluster.String("certificate-authority-data") is not { } data ? null : Anchors(Decode(data, $"certificate-authority-data of cluster {clusterName}"), $"cluster {clusterName}"),
            AnchorFile = insecure || cluster.String("certificate-authority-data") is not null ? null : InFolder(clusterFile, cluster.String("certificate-authority")),
            InsecureSkipTlsVerify = insecure,
            TlsServerName = options.TlsServerName ?? cluster.String("tls-server-name"),
            Proxy = cluster.String("proxy-url") is { } proxy ? ProxyUri(proxy, clusterName) : null,
            User = user is null ? new UserConfig() : User(user, userFile!, userName!),
            Impersonate = options.Impersonate ?? user.String("as"),
            ImpersonateGroups = options.ImpersonateGroups.Count > 0 ? options.ImpersonateGroups : user.Strings("as-groups"),
            RequestTimeout = options.RequestTimeout,
        };
    }

    private static UserConfig User(JsonObject user, KubeconfigFile file, string name)
    {
        if (user["auth-provider"] is JsonObject provider)
            throw new ClientConfigException($"user {name} in {file.Path} uses auth-provider {provider.String("name")}, which Kubernetes removed in 1.26: use an exec plugin.");
        var exec = user["exec"] as JsonObject;
        return new UserConfig
        {
            ClientCertificateData = user.String("client-certificate-data") is { } certificate ? Encoding.UTF8.GetString(Decode(certificate, $"client-certificate-data of user {name}")) : null,
            ClientKeyData = user.String("client-key-data") is { } key ? Encoding.UTF8.GetString(Decode(key, $"client-key-data of user {name}")) : null,
            ClientCertificateFile = InFolder(file, user.String("client-certificate")),
            ClientKeyFile = InFolder(file, user.String("client-key")),
            Token = user.String("token"),
            TokenFile = InFolder(file, user.String("tokenFile")),
            Username = user.String("username"),
            Password = user.String("password"),
            Exec = exec is null ? null : Plugin(exec, file, name),
        };
    }

    private static ExecConfig Plugin(JsonObject exec, KubeconfigFile file, string user)
    {
        var version = exec.String("apiVersion") ?? "";
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
            throw new ClientConfigException($"the exec plugin of user {user} in {file.Path} speaks {(version.Length == 0 ? "no apiVersion" : version)}: client.authentication.k8s.io/v1 or v1beta1 is needed.");
        var command = exec.String("command") ?? throw new ClientConfigException($"the exec plugin of user {user} in {file.Path} has no command.");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in (exec["env"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (variable.String("name") is { } name) variables[name] = variable.String("value") ?? "";
        }

        return new ExecConfig
        {
            ApiVersion = version,
            Command = command.Contains('/', StringComparison.Ordinal) ? InFolder(file, command)! : command,
            Arguments = exec.Strings("args"),
            Environment = variables,
            InstallHint = exec.String("installHint"),
            ProvideClusterInfo = exec.Boolean("provideClusterInfo") ?? false,
        };
    }

    private static (JsonObject? Item, KubeconfigFile? File) Find(List<KubeconfigFile> files, Func<KubeconfigFile, IReadOnlyDictionary<string, JsonObject>> part, string name)
    {
        foreach (var file in files)
        {
            if (part(file).TryGetValue(name, out var item)) return (item, file);
        }

        return (null, null);
    }

    private static string Names(List<KubeconfigFile> files) => files.Count == 0 ? "any kubeconfig" : string.Join(", ", files.Select(f => f.Path));

    private static string Near(string name, IEnumerable<string> known)
    {
        var names = NearNames.Of(name, known);
        return names.Count == 0 ? "" : $" Did you mean {string.Join(" or ", names)}?";
    }

    private static string? InFolder(KubeconfigFile? file, string? path) => path is null || file is null ? path : Path.GetFullPath(Path.Combine(file.Folder, path));

    private static Uri ServerUri(string server, string origin)
    {
        var text = server.Contains("://", StringComparison.Ordinal) ? server : "https://" + server;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0
            ? uri
            : throw new ClientConfigException($"the server {server} of {origin} is no URL: https://HOST:PORT is needed.");
    }

    private static Uri ProxyUri(string proxy, string? cluster) => Uri.TryCreate(proxy, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "socks5"
        ? uri
        : throw new ClientConfigException($"proxy-url of cluster {cluster} is no URL of scheme http, https or socks5.");

    private static byte[] Decode(string base64, string what)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException e)
        {
            throw new ClientConfigException($"{what} is no base64.", e);
        }
    }

    /// <summary>The certificates of a PEM bundle.</summary>
    /// <exception cref="ClientConfigException">There are none.</exception>
    internal static IReadOnlyList<Certificate> Anchors(byte[] pem, string what)
    {
        CertificateFile file = CertificateFileReader.Read(pem, what);
        return file.Certificates.Count > 0 ? file.Certificates : throw new ClientConfigException($"the CA of {what} holds no certificate{(file.Problems.Count > 0 ? $": {file.Problems[0]}" : "")}.");
    }
}
