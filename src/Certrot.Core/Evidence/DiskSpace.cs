namespace Certrot.Evidence;

/// <summary>The file system of the certificate directory.</summary>
/// <param name="Path">Path that was asked for.</param>
/// <param name="TotalBytes">Size in bytes.</param>
/// <param name="AvailableBytes">Bytes that an unprivileged program could still write.</param>
/// <param name="ReadOnly">Whether it is mounted read-only.</param>
/// <param name="AvailableInodes">Free inodes; null where not told.</param>
/// <param name="Source">Where it was read.</param>
public sealed record DiskSpace(string Path, long TotalBytes, long AvailableBytes, bool ReadOnly, long? AvailableInodes, Source Source);
