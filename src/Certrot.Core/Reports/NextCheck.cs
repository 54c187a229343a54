namespace Certrot.Reports;

/// <summary>A check that would settle something open.</summary>
/// <param name="Command">A command to paste.</param>
/// <param name="Where"><c>node</c>, <c>control-plane</c> or <c>workstation</c>.</param>
/// <param name="Settles">What its answer tells.</param>
public sealed record NextCheck(string Command, string Where, string Settles);
