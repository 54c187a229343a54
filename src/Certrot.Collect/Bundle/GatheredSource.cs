using Certrot.Collect.Gathered;

namespace Certrot.Collect.Bundle;

/// <summary>Evidence that was just gathered, read as if it came from a bundle: one way for both.</summary>
internal sealed class GatheredSource(EvidenceFiles files) : BundleSource(files.Node)
{
    public override IEnumerable<BundleEntry> Enumerate(ProblemList problems, CancellationToken cancellationToken)
    {
        var header = files.Header();
        yield return new BundleEntry(BundleFiles.Header, BundleEntryKind.File) { Size = header.Length, Modified = files.CollectedAt, Open = () => new EntryContent(new MemoryStream(header, writable: false)) };
        foreach (var path in files.Paths)
            yield return new BundleEntry(path, BundleEntryKind.File) { Size = files.Length(path), Modified = files.CollectedAt, Open = () => new EntryContent(files.Open(path)) };
    }
}
