namespace Certrot.Collect.NodeAccess;

/// <summary>One thing that the script printed.</summary>
/// <param name="Name">Path inside the bundle, or <c>fact/NAME</c>.</param>
/// <param name="Content">What was read; null where it could not be.</param>
/// <param name="Error">Why it could not be read; null where it was.</param>
internal sealed record ScriptSection(string Name, byte[]? Content, string? Error);
