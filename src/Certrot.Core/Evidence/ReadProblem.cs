namespace Certrot.Evidence;

/// <summary>A file that was there and could not be read, wholly or in part. Everything else is still used.</summary>
/// <param name="Path">Path inside the bundle.</param>
/// <param name="Message">What is wrong with it and what was done about it, in one sentence.</param>
public sealed record ReadProblem(string Path, string Message);
