using System.Text.Json;

namespace Certrot.Scenarios.Tests;

/// <summary>A bundle below <c>tests/scenarios</c> with what it must be answered with.</summary>
internal sealed record RecordedCase(string Name, string Folder, string RootCause, string? Certificate, IReadOnlyList<string> Acceptable)
{
    private const string ExpectedFile = "expected.json";

    public static IReadOnlyList<RecordedCase> All { get; } = Load();

    /// <summary>The bundle's files by their paths.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(f => Path.GetFileName(f) != ExpectedFile)
        .ToDictionary(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal);

    private static List<RecordedCase> Load()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Certrot.slnx"))) root = root.Parent ?? throw new InvalidOperationException("Certrot.slnx is not above the tests.");
        var scenarios = Path.Combine(root.FullName, "tests", "scenarios");
        return
        [
            .. Directory.EnumerateFiles(scenarios, ExpectedFile, SearchOption.AllDirectories).Where(f => File.Exists(Path.Combine(Path.GetDirectoryName(f)!, "bundle.json")))
                .Order(StringComparer.Ordinal).Select(f => Read(f, scenarios)),
        ];
    }

    private static RecordedCase Read(string file, string scenarios)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var folder = Path.GetDirectoryName(file)!;
        var root = json.RootElement;
        return new RecordedCase(
            Path.GetRelativePath(scenarios, folder).Replace('\\', '/'),
            folder,
            root.GetProperty("rootCause").GetString()!,
            root.TryGetProperty("certificate", out var certificate) ? certificate.GetString() : null,
            root.TryGetProperty("acceptable", out var acceptable) ? [.. acceptable.EnumerateArray().Select(a => a.GetString()!)] : []);
    }
}
