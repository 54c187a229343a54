namespace Certrot.Reports;

/// <summary>Something that was not collected or could not be read.</summary>
/// <param name="What">Path inside the bundle.</param>
/// <param name="Why">Why not.</param>
public sealed record MissingReport(string What, string Why);
