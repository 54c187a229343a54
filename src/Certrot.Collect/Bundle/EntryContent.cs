namespace Certrot.Collect.Bundle;

/// <summary>The content of an entry.</summary>
/// <param name="Stream">Bytes, decompressed.</param>
/// <param name="PackedRead">Bytes taken from the archive for them so far; null where nothing is compressed at this level.</param>
/// <param name="Slice">The part of the archive that they come from; null in a directory.</param>
internal readonly record struct EntryContent(Stream Stream, Func<long>? PackedRead = null, SliceStream? Slice = null);
