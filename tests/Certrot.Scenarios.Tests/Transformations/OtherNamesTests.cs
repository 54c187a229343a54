using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

public sealed class OtherNamesTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        BundleTransformation.Apply(files, new BundleChange(Nodes: true, Csrs: true, Addresses: true));
}
