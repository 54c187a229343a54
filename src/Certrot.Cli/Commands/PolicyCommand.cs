using System.CommandLine;
using Certrot.Approval.PolicyTests;
using Certrot.Approval.Policy;
using Certrot.Collect.Approval;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot policy test</c>: unit tests of an approval policy.</summary>
internal static class PolicyCommand
{
    private const int MaxSize = 16 << 20;

    public static Command Create() => new("policy", "Test an approval policy") { Test() };

    private static Command Test()
    {
        var policy = new Argument<string>("POLICY") { Description = "Policy file" };
        var paths = new Argument<string[]>("TESTS") { Description = $"Files *{PolicyTestFile.Suffix}, or folders with them; none only checks the policy", Arity = ArgumentArity.ZeroOrMore };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Also list tests that pass, with the reason of the decision" };
        var command = new Command("test", "Check a policy, and decide CSRs by it that are expected to be approved, refused, left waiting or ignored") { policy, paths, verbose };
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(policy);
            var read = PolicyFile.Read(file, out var problems) ?? throw new UsageException($"the policy is not valid:\n  {string.Join("\n  ", problems)}");
            var tests = (parsed.GetValue(paths) ?? []).SelectMany(Files).SelectMany(f => PolicyTestFile.Run(read, f, other => PolicyFile.ReadBounded(other == f ? f : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(f))!, other), MaxSize))).ToList();
            return Print(read, tests, parsed.GetValue(verbose));
        });
        return command;
    }

    private static List<string> Files(string path)
    {
        if (!Directory.Exists(path)) return [path];
        var files = Directory.EnumerateFiles(path, "*" + PolicyTestFile.Suffix, SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new UsageException($"there is no file *{PolicyTestFile.Suffix} in {path}.");
    }

    private static int Print(ApprovalPolicy policy, List<PolicyTest> tests, bool verbose)
    {
        foreach (var test in tests)
        {
            if (test.Problem is { } problem) Console.WriteLine($"FAIL  {test.File}:{test.Line}: {test.Name}: {problem}");
            else if (verbose) Console.WriteLine($"ok    {test.Name}: {test.Found}");
        }

        var failed = tests.Count(t => t.Problem is not null);
        Console.WriteLine(tests.Count == 0 ? $"{policy.Title} is valid" : $"{policy.Title}: {tests.Count - failed} passed, {failed} failed");
        return failed > 0 ? ExitCodes.Failing : ExitCodes.Healthy;
    }
}
