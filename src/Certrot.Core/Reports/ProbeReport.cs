namespace Certrot.Reports;

/// <summary>How a kubelet was asked from outside, and whether it answered.</summary>
/// <param name="Name"><c>handshake</c>: its port showed a certificate; <c>metrics</c>: it told its metrics through the API server.</param>
/// <param name="Succeeded">Whether it did.</param>
public sealed record ProbeReport(string Name, bool Succeeded);
