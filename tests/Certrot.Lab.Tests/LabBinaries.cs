namespace Certrot.Lab.Tests;

internal static class LabBinaries
{
    /// <summary>The binaries; skips the test where there are none.</summary>
    public static KubernetesBinaries Require()
    {
        if (!KubernetesBinaries.TryFind(out var binaries, out var whyNot))
            Assert.Skip(whyNot);
        return binaries;
    }
}
