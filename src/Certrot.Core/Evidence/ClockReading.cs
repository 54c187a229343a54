namespace Certrot.Evidence;

/// <summary>The node's clock against a reference, both read at the same moment, in UTC.</summary>
/// <param name="NodeTime">The node's clock.</param>
/// <param name="ReferenceTime">The API server's <c>Date</c> header, or the collector's clock.</param>
/// <param name="NtpSynchronized">Whether the node says that it is synchronized; null where not told.</param>
/// <param name="Source">Where it was read.</param>
public sealed record ClockReading(DateTimeOffset NodeTime, DateTimeOffset ReferenceTime, bool? NtpSynchronized, Source Source)
{
    /// <summary>How far the node's clock is ahead of the reference; negative when it is behind.</summary>
    public TimeSpan Offset => NodeTime - ReferenceTime;
}
