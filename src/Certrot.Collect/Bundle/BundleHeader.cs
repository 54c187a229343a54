using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>What <c>bundle.json</c> says.</summary>
internal sealed record BundleHeader(string? NodeName, DateTimeOffset? CollectedAt, IReadOnlyList<CollectionError> Errors);
