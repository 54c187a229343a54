using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

[Trait("needs", "minutes")]
public sealed class EarlierTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        BundleTransformation.Apply(files, new BundleChange(Shift: TimeSpan.FromDays(-400)));
}
