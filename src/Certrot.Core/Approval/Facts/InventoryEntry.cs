namespace Certrot.Approval.Facts;

/// <summary>A node of an inventory.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Names">Its names and addresses; its own name is among them.</param>
/// <param name="Line">Line of the file, counted from 1.</param>
/// <param name="JoinsFrom">Before this it does not join, in UTC; null without.</param>
/// <param name="JoinsUntil">After this it does not join, in UTC; null without.</param>
public sealed record InventoryEntry(string Node, IReadOnlySet<AltName> Names, int Line, DateTimeOffset? JoinsFrom, DateTimeOffset? JoinsUntil);
