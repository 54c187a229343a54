using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

[Trait("needs", "minutes")]
public sealed class ContainerLogTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        LogChange.InContainerLog(files);
}
