using System.Text.Json;
using Certrot.ApiClient.Http;
using Certrot.Collect.Cluster;
using Certrot.Evidence;

namespace Certrot.Collect.Fleet;

/// <summary>A list that is read once and then followed by its changes; read anew where the server has forgotten them (410 Gone). Goes on until it is cancelled.</summary>
/// <param name="api">The API server.</param>
/// <param name="clock">Waits.</param>
/// <param name="resource">What is listed.</param>
/// <param name="gate">Held while a list is handed over, and while a change is.</param>
public sealed class FollowedList(KubernetesApi api, TimeProvider clock, ClusterResource resource, Lock gate)
{
    /// <summary>Between lists where changes cannot be followed, for want of a right or of a server.</summary>
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource tried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the list was read, or could not be.</summary>
    public Task Tried => tried.Task;

    /// <summary>Whether it was read at any time.</summary>
    public bool IsListed { get; private set; }

    /// <summary>Why it, or what changes in it, cannot be read at present.</summary>
    public CollectionError? Error { get; private set; }

    /// <summary>Follows the list.</summary>
    /// <param name="begin">A list begins, or begins anew: what came of it is void.</param>
    /// <param name="item">An object of the list; it is gone when this returns.</param>
    /// <param name="done">The list is complete.</param>
    /// <param name="change">A change after it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(Action begin, Action<JsonElement> item, Action done, Action<WatchEvent> change, CancellationToken cancellation)
    {
        try
        {
            for (var clears = false; ;)
            {
                var again = Refused;
                var verb = "list";
                try
                {
                    var (path, info) = await resource.ReadAsync(async path => (path, await api.ListAsync(path, begin, item, cancellation).ConfigureAwait(false))).ConfigureAwait(false);
                    lock (gate)
                    {
                        done();
                        IsListed = true;
                        if (clears) Error = null;
                    }

                    tried.TrySetResult();
                    verb = "watch";
                    await foreach (var next in api.WatchAsync(path, info.ResourceVersion ?? "0", cancellation).ConfigureAwait(false))
                    {
                        lock (gate)
                        {
                            Error = null;
                            change(next);
                        }
                    }
                }
                catch (ApiException e) when (e.Status?.Code == 410)
                {
                    (again, clears) = (Forgotten, true);
                }
                catch (ApiException e)
                {
                    lock (gate) Error = new CollectionError(resource.File, ClusterCollector.Words(e, verb, resource.Resource));
                    clears = verb == "list";
                }

                tried.TrySetResult();
                await Task.Delay(again, clock, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            tried.TrySetResult();
        }
    }
}
