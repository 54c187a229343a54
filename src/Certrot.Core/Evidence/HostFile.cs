namespace Certrot.Evidence;

/// <summary>A file of the node as <c>ls -l</c> shows it.</summary>
/// <param name="Path">Absolute path on the node.</param>
/// <param name="Mode">Type and permission, such as <c>-rw-------</c> or <c>lrwxrwxrwx</c>.</param>
/// <param name="UserId">Owner; null where not told.</param>
/// <param name="GroupId">Group; null where not told.</param>
/// <param name="Size">Size in bytes; null where not told.</param>
/// <param name="Modified">Last change, in UTC; null where not told.</param>
/// <param name="Target">What a symbolic link points to; null for other files.</param>
/// <param name="Source">Where it was read.</param>
public sealed record HostFile(
    string Path, string Mode, long? UserId, long? GroupId, long? Size, DateTimeOffset? Modified, string? Target, Source Source)
{
    /// <summary>Whether the file is a symbolic link.</summary>
    public bool IsSymlink => Target is not null || Mode.StartsWith('l');

    /// <summary>Whether the file is a directory.</summary>
    public bool IsDirectory => Mode.StartsWith('d');

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
