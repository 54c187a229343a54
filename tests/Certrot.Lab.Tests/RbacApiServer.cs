using System.Text.Json.Nodes;
using Certrot.Kubernetes;
using Certrot.Rbac;
using static Certrot.Lab.Tests.RbacManifest;

namespace Certrot.Lab.Tests;

/// <summary>A real API server with RBAC alone, the objects of the scenario and random ones in it.</summary>
public sealed class RbacApiServer : IAsyncLifetime
{
    internal RandomRbac Random { get; } = new(seed: 20_260_117, roles: 120, questions: 2000);

    private ControlPlane? _plane;

    internal ControlPlane Plane
    {
        get
        {
            LabBinaries.Require();
            return _plane!;
        }
    }

    /// <summary>ClusterRoles as the API server lists them, its own among them.</summary>
    internal IReadOnlyList<ClusterRole> Roles { get; private set; } = [];

    internal IReadOnlyList<ClusterRoleBinding> Bindings { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        // The tests skip where there are no binaries; a fixture cannot.
        if (!KubernetesBinaries.TryFind(out var binaries, out _))
            return;
        _plane = await ControlPlane.StartAsync(binaries, new ControlPlaneOptions
        {
            AuthorizationMode = "RBAC",
            ControllerManager = new ControllerManagerOptions { Controllers = "clusterrole-aggregation" },
        });
        await _plane.Kubectl.CreateAsync([.. RbacScenario.Objects, .. Random.Objects]);
        await AggregationSettledAsync();
        await EverythingSeenAsync();
        Bindings = RbacJson.Bindings(await _plane.Kubectl.JsonAsync("get", "clusterrolebindings"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_plane is not null)
            await _plane.DisposeAsync();
    }

    internal async Task<IReadOnlyList<JsonObject>> AskAsync(IEnumerable<AccessQuestion> questions)
    {
        var answers = await Plane.Kubectl.CreateAsync(questions.Select(Review));
        return [.. answers.Select(a => a["status"]!.AsObject())];
    }

    /// <summary>Aggregated roles feed each other; the controller is done when nothing changed for two seconds and all that select something are filled.</summary>
    private async Task AggregationSettledAsync()
    {
        var before = "";
        var unchanged = 0;
        await _plane!.WaitAsync("aggregated roles", TimeSpan.FromSeconds(60), async () =>
        {
            using var list = await _plane.Kubectl.JsonAsync("get", "clusterroles");
            Roles = RbacJson.Roles(list);
            var now = list.RootElement.GetProperty("items").ToString();
            unchanged = now == before ? unchanged + 1 : 0;
            before = now;
            return unchanged >= 2 && Roles.Where(r => r.AggregationSelectors is not null).Count(r => r.Rules.Count == 0) <= 1;
        });
    }

    /// <summary>The authorizer reads from caches that follow in order: when it knows the last role and the last binding, it knows all.</summary>
    private async Task EverythingSeenAsync()
    {
        await _plane!.Kubectl.CreateAsync([Role("last", Rule("get", "core", "last")), Binding("last", "last", "user:last")]);
        await _plane.WaitAsync("the authorizer's caches", TimeSpan.FromSeconds(30), async () =>
        {
            var answers = await AskAsync([new AccessQuestion(new Identity("last", []), new AccessRequest("get", "", "last"))]);
            return (bool)answers[0]["allowed"]!;
        });
    }
}
