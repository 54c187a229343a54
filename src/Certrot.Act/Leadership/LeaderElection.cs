using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Kubernetes;

namespace Certrot.Act.Leadership;

/// <summary>
/// One of several replicas acts, by a Lease, as client-go's tools/leaderelection does it: whoever holds the Lease renews it; whoever does not takes it when it was not renewed for
/// its duration by the own clock, so that clocks need not agree. A leader that cannot renew steps down before another may take over.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="clock">Waits and measures.</param>
/// <param name="space">Namespace of the Lease.</param>
/// <param name="name">Name of the Lease.</param>
/// <param name="identity">Name of this replica; no other may have it.</param>
public sealed class LeaderElection(KubernetesApi api, TimeProvider clock, string space, string name, string identity)
{
    // kube-controller-manager's defaults (staging/src/k8s.io/component-base/config/v1alpha1/defaults.go).
    private static readonly TimeSpan duration = TimeSpan.FromSeconds(15), renewDeadline = TimeSpan.FromSeconds(10), retry = TimeSpan.FromSeconds(2);

    private string? seenVersion;
    private long seenAt;
    private long renewedAt;
    private volatile bool isHeld;

    /// <summary>Whether this replica may act now. False as soon as the Lease could not be renewed for ten seconds, whether this object has noticed otherwise or not.</summary>
    public bool IsLeader => isHeld && clock.GetElapsedTime(Volatile.Read(ref renewedAt)) < renewDeadline;

    /// <summary>Why the last try failed; null where it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>How often this replica became the leader.</summary>
    public int Terms { get; private set; }

    private string Path => $"/apis/coordination.k8s.io/v1/namespaces/{space}/leases";

    /// <summary>Takes part until it is cancelled, and gives the Lease back then.</summary>
    /// <param name="changed">Called when this replica becomes the leader, or is it no longer.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    public async Task RunAsync(Action<bool> changed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var led = false;
        try
        {
            while (true)
            {
                var began = clock.GetTimestamp();
                var renewed = await TryAsync(cancellation).ConfigureAwait(false);
                // Where the Lease could be read and is another's, that is the end of it; where the server did not answer, it is held until it runs out.
                isHeld = renewed || (Problem is not null && IsLeader);
                if (renewed) Volatile.Write(ref renewedAt, began);
                if (led != IsLeader)
                {
                    led = !led;
                    if (led) Terms++;
                    changed(led);
                }

                await Task.Delay(retry, clock, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isHeld) await ReleaseAsync().ConfigureAwait(false);
            if (led) changed(false);
        }
    }

    /// <summary>Renews the Lease, or takes it where it is free.</summary>
    private async Task<bool> TryAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(renewDeadline / 2);
        try
        {
            Problem = null;
            var lease = await ReadAsync(limit.Token).ConfigureAwait(false);
            var now = ApiTimes.Microseconds(clock.GetUtcNow());
            if (lease is null)
            {
                await api.PostAsync(Path, Body(New(now)), repeat: false, limit.Token).ConfigureAwait(false);
                return true;
            }

            var spec = lease["spec"] as JsonObject;
            var holder = (spec?["holderIdentity"] as JsonValue)?.ToString() ?? "";
            var version = lease["metadata"]?["resourceVersion"]?.ToString();
            if (version != seenVersion) (seenVersion, seenAt) = (version, clock.GetTimestamp());
            if (holder.Length > 0 && holder != identity && clock.GetElapsedTime(seenAt) < duration) return false;
            if (spec is null) lease["spec"] = spec = [];
            if (holder != identity)
            {
                spec["acquireTime"] = now;
                spec["leaseTransitions"] = (spec["leaseTransitions"] is JsonValue count && count.TryGetValue<int>(out var transitions) ? transitions : 0) + 1;
            }

            spec["holderIdentity"] = identity;
            spec["leaseDurationSeconds"] = (int)duration.TotalSeconds;
            spec["renewTime"] = now;
            await api.PutAsync($"{Path}/{name}", Body(lease), limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (ApiException e)
        {
            Problem = e.Message;
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Problem = "the API server does not answer in time";
            return false;
        }
    }

    private async Task<JsonObject?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return JsonNode.Parse(await api.GetAsync($"{Path}/{name}", cancellation).ConfigureAwait(false)) as JsonObject;
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new ApiException("the Lease is not JSON", e);
        }
    }

    /// <summary>The next replica need not wait.</summary>
    private async Task ReleaseAsync()
    {
        isHeld = false;
        using var limit = new CancellationTokenSource(retry, clock);
        try
        {
            if (await ReadAsync(limit.Token).ConfigureAwait(false) is not { } lease || lease["spec"] is not JsonObject spec || spec["holderIdentity"]?.ToString() != identity) return;
            spec["holderIdentity"] = "";
            spec["leaseDurationSeconds"] = 1;
            await api.PutAsync($"{Path}/{name}", Body(lease), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or ClientConfigException or OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    private JsonObject New(string now) => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space },
        ["spec"] = new JsonObject { ["holderIdentity"] = identity, ["leaseDurationSeconds"] = (int)duration.TotalSeconds, ["acquireTime"] = now, ["renewTime"] = now, ["leaseTransitions"] = 0 },
    };

    private static byte[] Body(JsonObject lease) => Encoding.UTF8.GetBytes(lease.ToJsonString());
}
