namespace Certrot.Simulator.Cluster;

/// <summary>What the control plane does.</summary>
internal sealed record PlaneBehaviour
{
    /// <summary>How long kube-controller-manager has been stopped; null where it runs.</summary>
    public TimeSpan? StoppedFor { get; init; }

    /// <summary>Whether its approving controller is on.</summary>
    public bool Approves { get; init; } = true;

    /// <summary>Whether a binding lets nodes renew their client certificates.</summary>
    public bool BindsRenewal { get; init; } = true;

    /// <summary>Whether it has a CA to sign with.</summary>
    public bool Signs { get; init; } = true;

    /// <summary>Whether an approver of serving CSRs runs.</summary>
    public bool ApprovesServing { get; init; } = true;

    /// <summary>How long the CA is still valid.</summary>
    public TimeSpan CaLeft { get; init; } = TimeSpan.FromDays(8 * 365);

    /// <summary>Whether the API server forgets lists between two pages (410 Gone).</summary>
    public bool ForgetsPages { get; init; }

    /// <summary>Whether the API server turns every third request away (429).</summary>
    public bool Throttles { get; init; }

    /// <summary>Whether the API server ends watches after two seconds.</summary>
    public bool DropsWatches { get; init; }
}
