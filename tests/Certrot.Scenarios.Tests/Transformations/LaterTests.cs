using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

[Trait("needs", "minutes")]
public sealed class LaterTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        BundleTransformation.Apply(files, new BundleChange(Shift: new TimeSpan(97, 5, 17, 0)));
}
