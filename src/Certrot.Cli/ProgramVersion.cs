using System.Reflection;

namespace Certrot.Cli;

/// <summary>The program's name and version.</summary>
internal static class ProgramVersion
{
    public static string Version => typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static string Generator => $"certrot {Version}";
}
