namespace Certrot.Evidence;

/// <summary>Something that could not be collected, and why: an API server that does not answer is evidence too.</summary>
/// <param name="Path">Path inside the bundle that was to hold it.</param>
/// <param name="Error">The error as the collector met it.</param>
public sealed record CollectionError(string Path, string Error);
