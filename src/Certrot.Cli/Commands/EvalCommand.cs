using System.CommandLine;
using System.Text.Json;
using Certrot.Causes;
using Certrot.Collect;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot eval DIR</c>: diagnoses every case below a folder and compares with its <c>expected.json</c>.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder with cases: an expected.json beside a bundle.json, or beside a pasted text in input.txt", HelpName = "DIR" };
        var command = new Command("eval", "Diagnose every case below a folder and compare with its expected.json") { folder };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetRequiredValue(folder), cancellation)));
        return command;
    }

    private static int Run(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) throw new UnreadableBundleException($"{folder}: no such directory");
        var cases = Directory.EnumerateFiles(folder, "expected.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (cases.Count == 0) throw new UnreadableBundleException($"{folder}: no expected.json below it");
        var scanner = new LogScanner(CauseCatalogue.LogPatterns);
        var results = new List<EvalResult>();
        foreach (var file in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Evaluate(Path.GetDirectoryName(file)!, file, folder, scanner, cancellation));
        }

        Print(results);
        return results.TrueForAll(r => r.Right) ? ExitCodes.Healthy : ExitCodes.Failing;
    }

    private static EvalResult Evaluate(string path, string expectedFile, string folder, LogScanner scanner, CancellationToken cancellation)
    {
        var name = Path.GetRelativePath(folder, path);
        ExpectedResult expected;
        try
        {
            expected = ExpectedResult.Read(File.ReadAllBytes(expectedFile));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnreadableBundleException($"{expectedFile}: {e.Message}");
        }

        var evidence = Read(path, scanner, cancellation);
        var root = new Diagnostician(TimeProvider.System, ProgramVersion.Generator).Diagnose(evidence).RootCause;
        return new EvalResult(name, expected, root.Id, root.Certificate, root.Confidence);
    }

    /// <summary>A case is a bundle, or a pasted text in <c>input.txt</c>.</summary>
    private static NodeEvidence Read(string path, LogScanner scanner, CancellationToken cancellation)
    {
        var pasted = Path.Combine(path, "input.txt");
        if (!File.Exists(pasted)) return BundleReader.Read(path, scanner, TimeProvider.System, ct: cancellation);
        using var text = File.OpenRead(pasted);
        return PastedTextReader.Read(text, "input.txt", scanner, TimeProvider.System, cancellation);
    }

    private static void Print(List<EvalResult> results)
    {
        var width = Math.Max(8, results.Max(r => r.Name.Length));
        foreach (var result in results)
        {
            var expected = result.Expected.RootCause + (result.Expected.Acceptable.Count > 0 ? $" (or {string.Join(", ", result.Expected.Acceptable)})" : "");
            Console.Out.WriteLine($"{(result.Right ? "right" : "WRONG"),-6} {result.Name.PadRight(width)}  {result.Cause}/{result.Certificate ?? "-"} {result.Confidence}{(result.Right && result.Cause == result.Expected.RootCause ? "" : $"  expected {expected}/{result.Expected.Certificate ?? "-"}")}");
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine("expected -> answered");
        foreach (var group in results.GroupBy(r => (r.Expected.RootCause, r.Cause)).OrderBy(g => g.Key.RootCause, StringComparer.Ordinal).ThenBy(g => g.Key.Cause, StringComparer.Ordinal))
        {
            var wrong = group.Count(r => !r.Right);
            Console.Out.WriteLine($"{group.Count(),4}  {group.Key.RootCause} -> {(group.Key.Cause == group.Key.RootCause ? "same" : group.Key.Cause)}{(wrong > 0 ? $"  ({wrong} wrong)" : "")}");
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine($"{results.Count(r => r.Right)} of {results.Count} right");
    }
}
