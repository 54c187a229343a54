using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

[Trait("needs", "minutes")]
public sealed class OtherNodesTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        ListChange.AddStrangers(files);
}
