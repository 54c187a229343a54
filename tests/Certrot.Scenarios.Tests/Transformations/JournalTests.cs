using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

public sealed class JournalTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        LogChange.InJournal(files) ?? LogChange.OutOfJournal(files);
}
