using Certrot.Evidence;

namespace Certrot.Diagnosis;

/// <summary>The trouble that a caller has with the API server at present.</summary>
/// <param name="Kind">How the call fails.</param>
/// <param name="Quote">The last line that shows it.</param>
/// <param name="Since">When this kind of trouble began; null where not known.</param>
/// <param name="Until">When it was last seen; null where not known.</param>
/// <param name="Details">Parts of the message: <c>url</c>, <c>host</c>, <c>ep</c>, <c>why</c>, <c>have</c>, <c>want</c>, <c>now</c>, <c>limit</c>, <c>user</c>.</param>
public sealed record ApiTrouble(
    ApiTroubleKind Kind, Quote Quote, DateTimeOffset? Since, DateTimeOffset? Until, IReadOnlyDictionary<string, string> Details)
{
    /// <summary>A part of the message, or null.</summary>
    public string? Detail(string name) => Details.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
