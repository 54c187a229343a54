namespace Certrot.Collect.NodeAccess;

/// <summary>The pod that reads a node.</summary>
public sealed record PodOptions
{
    /// <summary>The image where none is asked for: it needs <c>sleep</c> and <c>chroot</c>, and nothing else.</summary>
    public const string DefaultImage = "docker.io/library/busybox:1.36";

    /// <summary><c>--pod-image</c>.</summary>
    public string Image { get; init; } = DefaultImage;
}
