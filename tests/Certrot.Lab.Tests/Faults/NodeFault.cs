using System.Text.Json.Nodes;

namespace Certrot.Lab.Tests.Faults;

/// <summary>A fault of one node that is planted for real.</summary>
/// <param name="Node">Name of the node, which tells nothing of the fault.</param>
/// <param name="Group">Group of the label.</param>
/// <param name="Cause">The label.</param>
/// <param name="Certificate">The certificate that it concerns; null for none.</param>
/// <param name="Sign">What the kubelet's log shows when the fault has come about.</param>
internal sealed record NodeFault(string Node, char Group, string Cause, string? Certificate, string Sign)
{
    /// <summary>How the kubelet is started; given the control plane.</summary>
    public required Func<ControlPlane, KubeletOptions> Options { get; init; }

    /// <summary>What is done to the node once its kubelet was started; null for nothing.</summary>
    public Func<ControlPlane, KubeletNode, Task>? Then { get; init; }

    /// <summary>Exit code of the diagnosis.</summary>
    public int ExitCode { get; init; } = 1;

    /// <summary>A client certificate of a node in the middle of its life.</summary>
    public static LabCertificate InService(ControlPlane plane, string node) =>
        plane.Authority.Client($"system:node:{node}", "system:nodes", TimeProvider.System.GetUtcNow().AddDays(-100), TimeProvider.System.GetUtcNow().AddDays(265));

    /// <summary>One that has ended.</summary>
    public static LabCertificate Ended(ControlPlane plane, string node) =>
        plane.Authority.Client($"system:node:{node}", "system:nodes", TimeProvider.System.GetUtcNow().AddHours(-3), TimeProvider.System.GetUtcNow().AddHours(-1));

    /// <summary>One past 90 % of its lifetime, whatever moment in the window the kubelet draws.</summary>
    public static LabCertificate Due(ControlPlane plane, string node) =>
        plane.Authority.Client($"system:node:{node}", "system:nodes", TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddMinutes(5));

    /// <summary>A configuration without a serving certificate from the API, so that only one thing is wrong.</summary>
    public static JsonObject OwnServing(params IEnumerable<(string Field, JsonNode Value)> more)
    {
        var configuration = new JsonObject { ["serverTLSBootstrap"] = false };
        foreach (var (field, value) in more) configuration[field] = value;
        return configuration;
    }
}
