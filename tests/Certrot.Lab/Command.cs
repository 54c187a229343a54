using System.Diagnostics;

namespace Certrot.Lab;

/// <summary>Runs short programs.</summary>
public static class Command
{
    /// <summary>No program of the lab takes longer: one that does hangs, and is told with what it printed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="LabException">It failed; the message has its output.</exception>
    public static void Run(string program, params string[] arguments)
    {
        if (TryRun(program, arguments) is { } error)
            throw new LabException($"{program} {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>Runs a program to its end and returns what it printed, whether it failed or not.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Standard input; null for none.</param>
    /// <param name="environment">Variables set for it.</param>
    /// <exception cref="LabException">It did not end.</exception>
    public static async Task<ProgramResult> CaptureAsync(string program, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        using var process = Process.Start(info) ?? throw new LabException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; the exit code and its message tell why.
        }
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new LabException($"{program} {string.Join(' ', info.ArgumentList)} did not end within {Patience.TotalMinutes:0} minutes\n{await error}\n{await output}", e);
        }

        return new ProgramResult(process.ExitCode, await output, await error);
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
