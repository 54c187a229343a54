namespace Certrot.Collect.Bundle;

/// <summary>A file of a log that is rotated.</summary>
/// <param name="Location">Path from the top of the source.</param>
/// <param name="Path">Path inside the bundle.</param>
/// <param name="Rotation">0 for the newest part, more for older ones.</param>
/// <param name="Modified">When it was last written.</param>
internal sealed record LogPart(string Location, string Path, int Rotation, DateTimeOffset? Modified);
