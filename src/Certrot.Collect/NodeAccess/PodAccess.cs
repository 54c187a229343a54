using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Certrot.ApiClient.Http;

namespace Certrot.Collect.NodeAccess;

/// <summary>Runs the script on a node through a pod that lives no longer than that: the pod is deleted whatever happens, also when the user gives up.</summary>
/// <param name="api">The API server.</param>
/// <param name="pod">The pod.</param>
/// <param name="clock">Tells the time, for the deletion.</param>
/// <param name="audit">Told at once of what was changed in the cluster.</param>
internal sealed class PodAccess(KubernetesApi api, ReaderPod pod, TimeProvider clock, Action<string> audit)
{
    /// <summary>An image may have to be pulled.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    /// <summary>A kubelet that has not taken a pod after this long does not work: it hears of one by a watch, within a second.</summary>
    private static readonly TimeSpan TakePatience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ScriptPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DeletePatience = TimeSpan.FromSeconds(15);

    private byte[] created = [];

    private string Pods => $"/api/v1/namespaces/{Uri.EscapeDataString(pod.Namespace)}/pods";

    private string Name => $"pod {pod.Namespace}/{pod.Name}";

    /// <summary>Creates the pod, runs the script in it and deletes it.</summary>
    /// <param name="script">The script.</param>
    /// <param name="onSection">Called for each section.</param>
    /// <param name="cancellation">Stops the script; the pod is still deleted.</param>
    /// <returns>Null where the script came to its end, else what went wrong in one line.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<string?> RunAsync(NodeScript script, Action<ScriptSection> onSection, CancellationToken cancellation)
    {
        var mayExist = true;
        try
        {
            (var failure, mayExist) = await CreateAsync(cancellation).ConfigureAwait(false);
            return failure ?? await WaitAsync(cancellation).ConfigureAwait(false) ?? await ExecAsync(script, onSection, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (mayExist) await DeleteAsync().ConfigureAwait(false);
        }
    }

    private async Task<(string? Failure, bool MayExist)> CreateAsync(CancellationToken cancellation)
    {
        try
        {
            created = await api.PostAsync(Pods, pod.Json(), repeat: false, cancellation).ConfigureAwait(false);
            audit($"created {Name} on {pod.Node}, image {pod.Image}");
            return (null, true);
        }
        catch (ApiException e)
        {
            // An answer that says no is certain; silence is not.
            return ($"{Name} was not created: {e.Message}", e.Status is not { Code: >= 400 and < 500 });
        }
    }

    /// <summary>Waits until the container runs; null then.</summary>
    private async Task<string?> WaitAsync(CancellationToken cancellation)
    {
        var state = PodState.Read(created);
        if (state.Failure is { } wrong) return $"{Name} cannot run: {wrong}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TakePatience);
        try
        {
            await foreach (var change in api.WatchAsync($"{Pods}?fieldSelector=metadata.name%3D{pod.Name}", PodState.ResourceVersion(created), limit.Token).ConfigureAwait(false))
            {
                if (change.Type == "DELETED") return $"{Name} was deleted by somebody else";
                var wasTaken = state.IsTaken;
                state = PodState.Read(change.Object);
                if (state.IsRunning) return null;
                if (state.Failure is { } failure) return $"{Name} cannot run: {failure}";
                if (state.IsTaken && !wasTaken) limit.CancelAfter(StartPatience);
            }
        }
        catch (ApiException e)
        {
            return $"{Name} cannot be watched: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Told below.
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Name} did not start within {(state.IsTaken ? StartPatience : TakePatience).TotalSeconds:0} s: {state.Waiting}");
    }

    private async Task<string?> ExecAsync(NodeScript script, Action<ScriptSection> onSection, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ScriptPatience);
        var pipe = new Pipe();
        var reading = ScriptOutputReader.ReadAsync(pipe.Reader.AsStream(), script.Mark, onSection, cancellation);
        ExecResult? result = null;
        string? failure = null;
        try
        {
            var output = pipe.Writer.AsStream();
            result = await api.ExecAsync(new ExecCommand(pod.Namespace, pod.Name, ReaderPod.Container, ReaderPod.Command), Encoding.UTF8.GetBytes(script.Text), output, limit.Token).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            failure = $"no command can be run in {Name}: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            failure = $"the script in {Name} did not finish within {ScriptPatience.TotalSeconds:0} s";
        }
        finally
        {
            await pipe.Writer.CompleteAsync().ConfigureAwait(false);
        }

        // What came before it broke off is taken in any case.
        var complete = await reading.ConfigureAwait(false);
        if (complete) return null;
        return failure ?? $"the script in {Name} broke off: {(result!.StandardError is { Length: > 0 } said ? said.Trim().Split('\n')[^1] : result.Failure ?? "it printed no end")}";
    }

    private async Task DeleteAsync()
    {
        using var patience = new CancellationTokenSource(DeletePatience, clock);
        try
        {
            await api.DeleteAsync($"{Pods}/{pod.Name}", patience.Token).ConfigureAwait(false);
            audit($"deleted {Name}");
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // It was not created after all, or somebody was faster.
        }
        catch (Exception e) when (e is ApiException or OperationCanceledException)
        {
            audit($"could not delete {Name} ({e.Message}): it ends by itself after {ReaderPod.LongestSeconds} s; delete it with: kubectl delete pod -n {pod.Namespace} {pod.Name}");
        }
    }
}
