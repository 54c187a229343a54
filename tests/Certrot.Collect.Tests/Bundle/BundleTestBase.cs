using Certrot.Evidence;
using Certrot.Logs;

namespace Certrot.Collect.Tests.Bundle;

public abstract class BundleTestBase
{
    protected const int Timeout = 30_000;

    protected static DateTimeOffset Now { get; } = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    protected static IReadOnlyList<LogPattern> Patterns { get; } = [new("up", ["kubelet up"]), new("marker", ["MARKER"])];

    protected static NodeEvidence Read(string path, BundleLimits? limits = null, CancellationToken ct = default) =>
        BundleReader.Read(path, new LogScanner(Patterns), new FixedClock(Now), limits, ct);

    protected static ReadProblem Problem(NodeEvidence evidence, string path) => Assert.Single(evidence.Problems, p => p.Path == path);
}
