namespace Certrot.Lab;

/// <summary>How kube-controller-manager is started.</summary>
public sealed record ControllerManagerOptions
{
    /// <summary><c>--controllers</c>.</summary>
    public string Controllers { get; init; } = "*,bootstrapsigner,tokencleaner";

    /// <summary>Whether it gets the cluster CA to sign with (<c>--cluster-signing-cert-file</c>, <c>--cluster-signing-key-file</c>).</summary>
    public bool Signs { get; init; } = true;

    /// <summary>More flags; they come last.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
