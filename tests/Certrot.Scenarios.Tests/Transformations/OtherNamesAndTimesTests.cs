using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

[Trait("needs", "minutes")]
public sealed class OtherNamesAndTimesTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        BundleTransformation.Apply(files, new BundleChange(Nodes: true, Csrs: true, Addresses: true, Shift: new TimeSpan(1234, 7, 8, 9)));
}
