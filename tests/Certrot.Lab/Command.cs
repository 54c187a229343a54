using System.Diagnostics;

namespace Certrot.Lab;

/// <summary>Runs short programs.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="LabException">It failed; the message has its output.</exception>
    public static void Run(string program, params string[] arguments)
    {
        if (TryRun(program, arguments) is { } error)
            throw new LabException($"{program} {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>Runs a program to its end; null where it succeeded, what it wrote to standard error where not.</summary>
    public static string? TryRun(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        using var process = Process.Start(info) ?? throw new LabException($"{program} did not start");
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }
}
