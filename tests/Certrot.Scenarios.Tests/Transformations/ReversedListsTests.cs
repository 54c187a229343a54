using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

public sealed class ReversedListsTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        ListChange.Reverse(files);
}
