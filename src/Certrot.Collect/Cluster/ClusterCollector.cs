using System.Text.Json;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect.Gathered;
using Certrot.Collect.Redaction;

namespace Certrot.Collect.Cluster;

/// <summary>
/// Reads what the runbook looks at in the API, all at once and read-only. What is refused or missing becomes an error of that file; the rest goes on.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="files">Takes the evidence.</param>
/// <param name="without">Resources that are not read; null where all are.</param>
public sealed class ClusterCollector(KubernetesApi api, EvidenceFiles files, IReadOnlyCollection<string>? without = null)
{
    private const string RbacGroup = "rbac.authorization.k8s.io";
    private const string Rbac = $"/apis/{RbacGroup}/v1/";
    private const string Admission = "/apis/admissionregistration.k8s.io/v1/";
    private const string System = "/api/v1/namespaces/kube-system/";
    private const long LargestLog = 16 << 20;
    private const int LogLines = 20_000;

    /// <summary>A cluster has one approver of serving CSRs, seldom two; many accounts have the right only where somebody was careless.</summary>
    private const int MostApprovers = 10;

    /// <summary>ConfigMaps that tell CAs, endpoints and the kubelets' configuration; each is read by its name, so that no right to list them all is needed.</summary>
    internal static IReadOnlyList<string> ConfigMaps { get; } = ["extension-apiserver-authentication", "kube-root-ca.crt", "kubeadm-config", "kubelet-config"];

    /// <summary>Static pods whose flags and logs tell of signing and approving.</summary>
    private static readonly string[] components = ["kube-apiserver", "kube-controller-manager"];

    /// <summary>What each file is read from, in the order of the playbook.</summary>
    internal static IReadOnlyList<ClusterResource> Resources { get; } =
    [
        new("cluster/nodes.json", "/api/v1/nodes", "list", "", "nodes"),
        new("cluster/events.json", "/api/v1/events?fieldSelector=involvedObject.kind%3DNode", "list", "", "events"),
        new("cluster/certificatesigningrequests.json", "/apis/certificates.k8s.io/v1/certificatesigningrequests", "list", "certificates.k8s.io", "certificatesigningrequests"),
        new("cluster/leases.json", "/apis/coordination.k8s.io/v1/leases", "list", "coordination.k8s.io", "leases"),
        new("cluster/pods-kube-system.json", System + "pods", "list", "", "pods"),
        new("cluster/clusterroles.json", Rbac + "clusterroles", "list", "rbac.authorization.k8s.io", "clusterroles"),
        new("cluster/clusterrolebindings.json", Rbac + "clusterrolebindings", "list", "rbac.authorization.k8s.io", "clusterrolebindings"),
        new("cluster/validatingwebhookconfigurations.json", Admission + "validatingwebhookconfigurations", "list", "admissionregistration.k8s.io", "validatingwebhookconfigurations"),
        new("cluster/mutatingwebhookconfigurations.json", Admission + "mutatingwebhookconfigurations", "list", "admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
    ];

    /// <summary>Collects. Ends when all calls have.</summary>
    /// <exception cref="OperationCanceledException">The collection was cancelled.</exception>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        var roles = Task.WhenAll(Resources.Where(r => r.Group == RbacGroup).Select(r => ListAsync(r, null, cancellation)));
        var pods = PodsAsync(Resources.Single(r => r.Resource == "pods"), roles, cancellation);
        var others = Resources.Where(r => r.Group != RbacGroup && r.Resource != "pods" && without?.Contains(r.Resource) != true).Select(r => ListAsync(r, null, cancellation));
        await Task.WhenAll([VersionAsync(cancellation), ConfigMapsAsync(cancellation), roles, pods, .. others]).ConfigureAwait(false);
        var names = await pods.ConfigureAwait(false) ?? [];
        await Task.WhenAll(components.Select(c => LogsAsync(c, [.. names.Where(n => n.StartsWith(c + "-", StringComparison.Ordinal))], cancellation))).ConfigureAwait(false);
    }

    /// <summary>Names of the nodes, for suggestions and completion; null where they could not be listed.</summary>
    public IReadOnlyList<string>? NodeNames { get; private set; }

    private async Task VersionAsync(CancellationToken cancellation)
    {
        try
        {
            files.Add("cluster/version.json", await api.GetAsync("/version", cancellation).ConfigureAwait(false));
        }
        catch (ApiException e)
        {
            files.Fail("cluster/version.json", Words(e, "get", "/version"));
        }
    }

    /// <param name="resource">What to list.</param>
    /// <param name="more">Adds objects behind the list's own; null for none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Names of the list's objects where they are asked for; null where the list could not be read.</returns>
    private async Task<IReadOnlyList<string>?> ListAsync(ClusterResource resource, Func<Packer, bool, Task>? more, CancellationToken cancellation)
    {
        try
        {
            var (content, names) = await resource.ReadAsync(path => PagesAsync(path, cancellation)).ConfigureAwait(false);
            if (more is not null) await more(content, names.Count == 0).ConfigureAwait(false);
            content.Stream.Write(ApiObjectWriter.ListEnd);
            files.Add(resource.File, content);
            if (resource.Resource == "nodes") NodeNames = names;
            return names;
        }
        catch (ApiException e)
        {
            files.Fail(resource.File, Words(e, resource.Verb, resource.Resource));
            return null;
        }
    }

    /// <summary>Pods of kube-system, and those of approvers that live in other namespaces: who they are is told by the roles.</summary>
    private Task<IReadOnlyList<string>?> PodsAsync(ClusterResource resource, Task roles, CancellationToken cancellation) =>
        ListAsync(resource, async (content, first) =>
        {
            await roles.ConfigureAwait(false);
            foreach (var account in ApproverAccount.Of(files).Where(a => a.Namespace != "kube-system").Take(MostApprovers))
            {
                try
                {
                    await api.ListAsync($"/api/v1/namespaces/{Uri.EscapeDataString(account.Namespace)}/pods?fieldSelector=spec.serviceAccountName%3D{Uri.EscapeDataString(account.Name)}", static () => { }, item =>
                    {
                        ApiObjectWriter.WriteNext(content.Stream, item, first, "v1", "Pod");
                        first = false;
                    }, cancellation).ConfigureAwait(false);
                }
                catch (ApiException e)
                {
                    files.Note($"whether the approver {account.Namespace}/{account.Name} runs was not read: {Words(e, "list", $"pods in namespace {account.Namespace}")}");
                }
            }
        }, cancellation);

    private async Task<(Packer Content, IReadOnlyList<string> Names)> PagesAsync(string path, CancellationToken cancellation)
    {
        var content = new Packer();
        var names = new List<string>();
        var first = true;
        var (apiVersion, kind) = Kind(path);
        await api.ListAsync(path, () =>
        {
            content.Dispose();
            content = new Packer();
            names.Clear();
            first = true;
            content.Stream.Write(ApiObjectWriter.ListBegin);
        }, item =>
        {
            ApiObjectWriter.WriteNext(content.Stream, item, first, apiVersion, kind);
            first = false;
            if (kind is "Node" or "Pod" && item.TryGetProperty("metadata", out var meta) && meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String) names.Add(name.GetString()!);
        }, cancellation).ConfigureAwait(false);
        return (content, names);
    }

    /// <summary>Lists do not repeat version and kind in each object; kubectl puts them there.</summary>
    private static (string ApiVersion, string Kind) Kind(string path)
    {
        var parts = path.Split('?')[0].Trim('/').Split('/');
        var apiVersion = parts[0] == "api" ? parts[1] : $"{parts[1]}/{parts[2]}";
        return (apiVersion, parts[^1] switch
        {
            "nodes" => "Node",
            "events" => "Event",
            "certificatesigningrequests" => "CertificateSigningRequest",
            "leases" => "Lease",
            "pods" => "Pod",
            "clusterroles" => "ClusterRole",
            "clusterrolebindings" => "ClusterRoleBinding",
            "validatingwebhookconfigurations" => "ValidatingWebhookConfiguration",
            _ => "MutatingWebhookConfiguration",
        });
    }

    private async Task ConfigMapsAsync(CancellationToken cancellation)
    {
        const string file = "cluster/configmaps-kube-system.json";
        var found = await Task.WhenAll(ConfigMaps.Select(name => ConfigMapAsync(file, name, cancellation))).ConfigureAwait(false);
        if (Array.TrueForAll(found, f => f is null)) return;
        files.Add(file, ApiObjectWriter.List(found.OfType<byte[]>(), "v1", "ConfigMap"));
    }

    private async Task<byte[]?> ConfigMapAsync(string file, string name, CancellationToken cancellation)
    {
        try
        {
            return await api.GetAsync($"{System}configmaps/{name}", cancellation).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
        catch (ApiException e)
        {
            files.Fail(file, Words(e, "get", "configmaps"));
            return null;
        }
    }

    /// <summary>The log of the first pod of a component that gives one; of kube-controller-manager the leader's would be best, and its lease tells it afterwards.</summary>
    private async Task LogsAsync(string component, List<string> pods, CancellationToken cancellation)
    {
        var file = $"cluster/logs/{component}.log";
        foreach (var pod in pods)
        {
            try
            {
                var log = new MemoryStream();
                await api.CopyAsync($"{System}pods/{pod}/log?timestamps=false&tailLines={LogLines}", log, LargestLog, repeat: true, cancellation).ConfigureAwait(false);
                if (log.Length == 0) continue;
                log.Position = 0;
                var clean = new MemoryStream();
                SecretRedactor.Redact(log, clean);
                if (files.Add(file, clean.GetBuffer().AsMemory(0, (int)clean.Length))) return;
            }
            catch (ApiException e)
            {
                files.Fail(file, $"{pod}: {Words(e, "get", "pods/log")}");
            }
        }
    }

    /// <summary>A refusal says which right is missing, everything else what kubectl would say.</summary>
    internal static string Words(ApiException e, string verb, string what) => e.Status switch
    {
        { Code: 403 } status => $"needs `{verb} {what}`: {status.Message}",
        { Code: 401 } status => status.Message.StartsWith("Unauthorized: ", StringComparison.Ordinal) ? status.Message : "Unauthorized: the API server does not know these credentials",
        _ => e.Message,
    };
}
