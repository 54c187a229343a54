using System.Diagnostics;
using Certrot.Repair.Actions;

namespace Certrot.Core.Tests.Repair;

/// <summary>What a shell makes of a script: it prints the words that each function of <c>repair.sh</c> would get.</summary>
internal static class Shell
{
    private static readonly string[] functions = ["append", "link", "rename", "away", "put", "put_back", "restore_access", "service", "unchanged"];

    /// <summary>The calls: each the function and its words.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Calls(NodeAction action, string? content = null)
    {
        var prelude = string.Concat(functions.Select(f => $"{f}() {{ printf '%s\\0' {f} \"$@\"; printf '\\001\\0'; }}\n"));
        var start = new ProcessStartInfo("sh", ["-c", prelude + action.Script(content)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", error.GetAwaiter().GetResult());
        return [.. output.Split("\u0001\0", StringSplitOptions.RemoveEmptyEntries).Select(call => (IReadOnlyList<string>)call.TrimEnd('\0').Split('\0'))];
    }
}
