namespace Certrot.Collect.NodeAccess;

/// <summary>One thing that the script printed.</summary>
/// <param name="Name">What it is: a path inside the bundle, <c>fact/NAME</c>, or another name that the script gives.</param>
/// <param name="Content">What was read; null where it could not be.</param>
/// <param name="Error">Why it could not be read; null where it was.</param>
public sealed record ScriptSection(string Name, byte[]? Content, string? Error);
