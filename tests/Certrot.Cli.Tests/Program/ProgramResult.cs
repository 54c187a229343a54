namespace Certrot.Cli.Tests.Program;

/// <summary>What a run of the program left.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);
