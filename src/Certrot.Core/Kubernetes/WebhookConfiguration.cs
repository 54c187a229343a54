namespace Certrot.Kubernetes;

/// <summary>A validating or mutating webhook configuration.</summary>
public sealed record WebhookConfiguration
{
    /// <summary>Metadata.</summary>
    public required ObjectMeta Meta { get; init; }

    /// <summary>Webhooks.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];
}
