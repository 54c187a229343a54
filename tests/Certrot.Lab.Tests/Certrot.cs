namespace Certrot.Lab.Tests;

/// <summary>The program under test, as it was built.</summary>
internal static class Certrot
{
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "..", "..", "Certrot.Cli", "debug", "certrot"));

    /// <summary>Runs a command; the connection's options go behind the command's name and arguments.</summary>
    public static Task<ProgramResult> RunAsync(IEnumerable<string> connection, IEnumerable<string> arguments) => Command.CaptureAsync(Path, [.. arguments, .. connection]);
}
