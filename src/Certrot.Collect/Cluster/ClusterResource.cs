namespace Certrot.Collect.Cluster;

/// <summary>A list that is collected, and the right that it needs.</summary>
/// <param name="File">Path inside the bundle.</param>
/// <param name="Path">Path of the API.</param>
/// <param name="Verb">Verb of the right.</param>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resource">Resource.</param>
internal sealed record ClusterResource(string File, string Path, string Verb, string Group, string Resource);
