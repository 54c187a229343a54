using System.Text.Json;

namespace Certrot.Collect.NodeAccess;

/// <summary>How far a pod of one container is.</summary>
/// <param name="IsRunning">Whether its container runs.</param>
/// <param name="Failure">Why it never will; null where it may.</param>
/// <param name="Waiting">What it waits for, in the kubelet's words.</param>
/// <param name="IsTaken">Whether the kubelet has seen it.</param>
internal sealed record PodState(bool IsRunning, string? Failure, string Waiting, bool IsTaken)
{
    /// <summary>
    /// Reasons of a waiting container that do not pass by themselves within seconds (pkg/kubelet/images/types.go, pkg/kubelet/kuberuntime/kuberuntime_container.go,
    /// pkg/kubelet/container/sync_result.go).
    /// </summary>
    private static readonly string[] hopeless =
        ["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError", "RegistryUnavailable", "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff"];

    /// <summary>Reads a pod as the API server gives it.</summary>
    public static PodState Read(ReadOnlyMemory<byte> pod)
    {
        try
        {
            using var document = JsonDocument.Parse(pod);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return new PodState(false, "the API server's answer is no pod", "", false);
        }
    }

    /// <summary>Reads a pod of a watch.</summary>
    public static PodState Read(JsonElement pod) =>
        pod.ValueKind == JsonValueKind.Object && pod.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Object ? OfStatus(status) : new PodState(false, null, "it has no status", false);

    /// <summary>Where a watch of an object that was just created begins; empty where it does not say, which begins at the present.</summary>
    public static string ResourceVersion(ReadOnlyMemory<byte> pod)
    {
        using var document = JsonDocument.Parse(pod);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("metadata", out var meta) && meta.ValueKind == JsonValueKind.Object ? Text(meta, "resourceVersion") ?? "" : "";
    }

    private static PodState OfStatus(JsonElement status)
    {
        var phase = Text(status, "phase");
        if (phase is "Failed" or "Succeeded") return new PodState(false, Words(Text(status, "reason") ?? "it ended", Text(status, "message")), "", true);
        if (status.TryGetProperty("containerStatuses", out var containers) && containers.ValueKind == JsonValueKind.Array)
        {
            foreach (var state in containers.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object && c.TryGetProperty("state", out _)).Select(c => c.GetProperty("state")).Where(s => s.ValueKind == JsonValueKind.Object))
            {
                if (state.TryGetProperty("running", out _)) return new PodState(true, null, "", true);
                if (!state.TryGetProperty("waiting", out var waiting) || waiting.ValueKind != JsonValueKind.Object) continue;
                var reason = Text(waiting, "reason") ?? "waiting";
                var words = Words(reason, Text(waiting, "message"));
                return new PodState(false, hopeless.Contains(reason, StringComparer.Ordinal) ? words : null, words, true);
            }
        }

        // A kubelet that has seen the pod writes when.
        var isTaken = Text(status, "startTime") is not null;
        return new PodState(false, null, isTaken ? phase ?? "Pending" : "the kubelet has not taken it", isTaken);
    }

    private static string Words(string reason, string? message) => message is null ? reason : $"{reason}: {message}";

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
