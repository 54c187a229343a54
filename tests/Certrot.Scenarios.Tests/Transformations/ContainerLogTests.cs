using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

public sealed class ContainerLogTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        LogChange.InContainerLog(files);
}
