using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.ApiClient.Http;
using Certrot.Collect.Approval;
using Certrot.Collect.Fleet;
using Certrot.Kubernetes;
using Certrot.Repair;
using Certrot.Repair.Actions;

namespace Certrot.Act.Repair.Cluster;

/// <summary>Carries out the calls of a repair, and takes them back.</summary>
/// <param name="api">The cluster.</param>
/// <param name="clock">This machine's clock.</param>
internal sealed class ClusterRepairer(KubernetesApi api, TimeProvider clock)
{
    private const string Bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Secrets = "/api/v1/namespaces/kube-system/secrets";

    private readonly ServerClock server = new(api, clock);

    /// <summary>The API server's time, in UTC.</summary>
    public DateTimeOffset Now => server.Now;

    /// <summary>Gives a role to a subject.</summary>
    /// <returns>Takes it back.</returns>
    /// <exception cref="RepairException">It could not be done.</exception>
    public Task<Func<CancellationToken, Task>> BindAsync(BindRole action, CancellationToken cancellation) => CallAsync($"ClusterRoleBinding {action.Binding}", async () =>
    {
        var path = $"{Bindings}/{Uri.EscapeDataString(action.Binding)}";
        if (await FindAsync(path, cancellation).ConfigureAwait(false) is not { } found)
        {
            var created = await PostAsync(Bindings, Binding(action), cancellation).ConfigureAwait(false);
            return (Func<CancellationToken, Task>)(token => DeleteAsync(path, Uid(created), token));
        }

        if ((string?)found["roleRef"]?["name"] != action.Role) throw new RepairException($"ClusterRoleBinding {action.Binding} gives {(string?)found["roleRef"]?["name"]}, and a binding's role cannot be changed");
        if (found["subjects"] is not JsonArray subjects) found["subjects"] = subjects = [];
        if (subjects.Any(s => IsSubject(s, action.Subject))) return static _ => Task.CompletedTask;
        subjects.Add((JsonNode)Subject(action.Subject));
        await api.PutAsync(path, Encoding.UTF8.GetBytes(found.ToJsonString()), cancellation).ConfigureAwait(false);
        return token => UnbindAsync(path, action.Subject, token);
    });

    /// <summary>Makes a bootstrap token.</summary>
    /// <exception cref="RepairException">It could not be done.</exception>
    public Task<BootstrapToken> IssueAsync(IssueToken action, CancellationToken cancellation) => CallAsync("the bootstrap token's Secret in kube-system", async () =>
    {
        // The server's own time: by it the token ends.
        await api.GetAsync("/version", cancellation).ConfigureAwait(false);
        var token = new BootstrapToken(action, server.Now);
        token.Uid = Uid(await PostAsync(Secrets, token.Secret(), cancellation).ConfigureAwait(false));
        return token;
    });

    /// <summary>Deletes a bootstrap token.</summary>
    /// <exception cref="RepairException">It could not be done.</exception>
    public Task RevokeAsync(BootstrapToken token, CancellationToken cancellation) => CallAsync($"Secret kube-system/{token.SecretName}", async () =>
    {
        await DeleteAsync($"{Secrets}/{token.SecretName}", token.Uid!, cancellation).ConfigureAwait(false);
        return true;
    });

    /// <summary>Deletes CSRs.</summary>
    /// <exception cref="RepairException">It could not be done.</exception>
    public async Task DeleteAsync(DeleteCsrs action, CancellationToken cancellation)
    {
        foreach (var (name, uid) in action.Csrs)
        {
            if (uid is null) throw new RepairException($"CSR {name} has no UID: it cannot be told from another of its name");
            await CallAsync($"CSR {name}", async () =>
            {
                await DeleteAsync($"{CsrReviewer.Path}/{Uri.EscapeDataString(name)}", uid, cancellation).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
    }

    private async Task UnbindAsync(string path, RbacSubject subject, CancellationToken cancellation)
    {
        if (await FindAsync(path, cancellation).ConfigureAwait(false) is not { } found || found["subjects"] is not JsonArray subjects || subjects.FirstOrDefault(s => IsSubject(s, subject)) is not { } added) return;
        subjects.Remove(added);
        await api.PutAsync(path, Encoding.UTF8.GetBytes(found.ToJsonString()), cancellation).ConfigureAwait(false);
    }

    private async Task<JsonObject?> FindAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return Parse(await api.GetAsync(path, cancellation).ConfigureAwait(false));
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private async Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellation) =>
        Parse(await api.PostAsync(path, Encoding.UTF8.GetBytes(body.ToJsonString()), repeat: false, cancellation).ConfigureAwait(false));

    /// <summary>What is gone, or another by now, is not this repair's any more.</summary>
    private async Task DeleteAsync(string path, string uid, CancellationToken cancellation)
    {
        try
        {
            await api.DeleteAsync(path, uid, cancellation).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound || e.Status?.Code == 409)
        {
            // Somebody was faster.
        }
    }

    private static async Task<T> CallAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or JsonException)
        {
            throw new RepairException($"{what}: {e.Message}", e);
        }
    }

    private static JsonObject Parse(byte[] answer) => JsonNode.Parse(answer) as JsonObject ?? throw new JsonException("the answer of the API server is no object");

    private static string Uid(JsonObject created) => (string?)created["metadata"]?["uid"] ?? throw new JsonException("the API server gave the new object no UID");

    private static bool IsSubject(JsonNode? node, RbacSubject subject) =>
        (string?)node?["kind"] == subject.Kind && (string?)node?["name"] == subject.Name && (string?)node?["namespace"] == subject.Namespace;

    private static JsonObject Binding(BindRole action) => new()
    {
        ["apiVersion"] = $"{Rbac}/v1",
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = new JsonObject { ["name"] = action.Binding },
        ["roleRef"] = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = "ClusterRole", ["name"] = action.Role },
        ["subjects"] = new JsonArray(Subject(action.Subject)),
    };

    private static JsonObject Subject(RbacSubject subject)
    {
        var value = new JsonObject { ["kind"] = subject.Kind, ["name"] = subject.Name };
        if (subject.Namespace is { } ns) value["namespace"] = ns;
        else value["apiGroup"] = Rbac;
        return value;
    }
}
