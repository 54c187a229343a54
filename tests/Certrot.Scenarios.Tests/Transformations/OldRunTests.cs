using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

public sealed class OldRunTests : TransformationTests
{
    protected override IReadOnlyDictionary<string, byte[]>? Transform(IReadOnlyDictionary<string, byte[]> files) =>
        LogChange.WithOldRun(files);
}
