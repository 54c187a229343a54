using Certrot.Causes;
using Certrot.Collect;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.TestKit.Transformations;

/// <summary>Files of a bundle, written to a folder that goes away.</summary>
public sealed class BundleFolder : IDisposable
{
    private static readonly LogScanner scanner = new(CauseCatalogue.LogPatterns);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("certrot-bundle-");

    /// <summary>Writes the files.</summary>
    public BundleFolder(IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var (path, content) in files)
        {
            var file = System.IO.Path.Combine(folder.FullName, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    /// <summary>The folder.</summary>
    public string Path => folder.FullName;

    /// <summary>Reads a folder or archive as the program does; without a time of its own it is read at the fixed one.</summary>
    public static NodeEvidence Read(string path) => BundleReader.Read(path, scanner, new FixedClock(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)));

    /// <summary>Reads and judges a folder or archive; the report is made when the evidence was collected.</summary>
    public static DiagnosisReport Diagnose(string path) => NodeScenario.Judge(Read(path));

    /// <summary>Writes, reads and judges files.</summary>
    public static DiagnosisReport Diagnose(IReadOnlyDictionary<string, byte[]> files)
    {
        using var bundle = new BundleFolder(files);
        return Diagnose(bundle.Path);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
