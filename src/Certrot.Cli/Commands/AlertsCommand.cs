using System.Buffers;
using System.CommandLine;
using System.Text;
using Certrot.Approval.Facts;
using Certrot.Server.Alerts;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot alerts</c>: rules for Prometheus.</summary>
internal static class AlertsCommand
{
    /// <summary>What could end a string in the document, or begin a template.</summary>
    private static readonly SearchValues<char> ends = SearchValues.Create("'\"{} \\\n");

    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = "rules for Prometheus' rule_files, or prometheusrule for prometheus-operator", HelpName = "FORMAT", DefaultValueFactory = _ => "rules" };
        var runbooks = new Option<string>("--runbooks") { Description = "Address of the pages of causes, which certrot serve shows below /docs/causes", HelpName = "URL", DefaultValueFactory = _ => AlertRules.DefaultRunbooks };
        var space = new Option<string>("--namespace", "-n") { Description = "Namespace of the PrometheusRule", HelpName = "NAME", DefaultValueFactory = _ => "certrot" };
        format.AcceptOnlyFromAmong("rules", "prometheusrule");
        var command = new Command("alerts", "Print alert rules for Prometheus") { format, runbooks, space };
        command.SetAction(parsed =>
        {
            var address = parsed.GetRequiredValue(runbooks).TrimEnd('/');
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || address.AsSpan().ContainsAny(ends)) throw new UsageException($"--runbooks {address} is no address of a web page: write https://docs.example.com/certrot/causes.");
            if (!NodeName.IsValid(parsed.GetRequiredValue(space))) throw new UsageException($"--namespace {parsed.GetRequiredValue(space)} is no name of a namespace.");
            using var writer = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (parsed.GetRequiredValue(format) == "rules") AlertRules.Write(writer, address);
            else AlertRules.WriteObject(writer, address, parsed.GetRequiredValue(space));
            return ExitCodes.Healthy;
        });
        return command;
    }
}
