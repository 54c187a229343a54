namespace Certrot.Reports;

/// <summary>What comes next if nobody acts.</summary>
/// <param name="Text">In words.</param>
/// <param name="LostAt">When the node is (or was) lost; null where it will not be, or is not known.</param>
/// <param name="SecondsLeft">Seconds until then, negative after it; null with <paramref name="LostAt"/>.</param>
/// <param name="NextRetry">When the kubelet asks again; null where it does not, or is not known.</param>
public sealed record OutlookReport(string Text, DateTimeOffset? LostAt = null, long? SecondsLeft = null, DateTimeOffset? NextRetry = null);
