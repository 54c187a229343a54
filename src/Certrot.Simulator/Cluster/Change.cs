namespace Certrot.Simulator.Cluster;

/// <summary>Something that happened to an object.</summary>
/// <param name="Version">The cluster's version then.</param>
/// <param name="Resource">The kind, in the plural.</param>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="Item">The object as it was then.</param>
internal sealed record Change(long Version, string Resource, string Type, SimObject Item);
