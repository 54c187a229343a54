using System.Net;

namespace Certrot.Lab;

/// <summary>How a control plane is started.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary><c>--authorization-mode</c> of the API server.</summary>
    public string AuthorizationMode { get; init; } = "Node,RBAC";

    /// <summary>Address that the API server listens on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>More flags of the API server; they come last.</summary>
    public IReadOnlyList<string> ApiServerArguments { get; init; } = [];

    /// <summary>How kube-controller-manager is started; null for not at all.</summary>
    public ControllerManagerOptions? ControllerManager { get; init; }

    /// <summary>Where its own directory is made; null for the directory of temporary files.</summary>
    public string? ParentDirectory { get; init; }

    /// <summary>How long it may take until the API server is ready.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(120);
}
