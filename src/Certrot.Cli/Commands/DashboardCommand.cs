using System.CommandLine;
using System.Text;
using Certrot.Server.Alerts;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot dashboard</c>: a dashboard for Grafana.</summary>
internal static class DashboardCommand
{
    public static Command Create()
    {
        var command = new Command("dashboard", "Print a dashboard for Grafana");
        command.SetAction(_ =>
        {
            using var writer = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            AlertRules.WriteDashboard(writer);
            return ExitCodes.Healthy;
        });
        return command;
    }
}
