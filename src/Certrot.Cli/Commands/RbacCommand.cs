using System.CommandLine;
using Certrot.Cli.Output;
using Certrot.Collect.Cluster;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot rbac</c>: the least rights that the commands need, for <c>kubectl apply -f -</c>.</summary>
internal static class RbacCommand
{
    private static readonly string[] commands = ["diagnose", "collect", "check", "scan", "serve", "fix", "csr-list", "csr-approve", "approver"];

    public static Command Create()
    {
        var of = new Argument<string>("COMMAND") { Description = string.Join(", ", commands[..^1]) + $" or {commands[^1]}", DefaultValueFactory = _ => "diagnose" };
        of.AcceptOnlyFromAmong(commands);
        var subject = new Option<string?>("--for") { Description = "Also bind them: user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME", HelpName = "SUBJECT" };
        var access = new Option<string>("--node-access") { Description = "Way to the node: pod needs more rights than the others", HelpName = "WAY", DefaultValueFactory = _ => "auto" };
        access.AcceptOnlyFromAmong(NodeOptions.Ways);
        var space = new Option<string>("--namespace", "-n") { Description = "Namespace of the pod of --node-access pod", HelpName = "NAME", DefaultValueFactory = _ => "default" };
        var command = new Command("rbac", "Print the least RBAC that a command needs, to be piped to kubectl apply -f -") { of, subject, access, space };
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(subject);
            var who = named is null ? null : RightsSubject.TryParse(named) ?? throw new UsageException($"--for {named} is no subject: write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME.");
            var own = parsed.GetRequiredValue(of) switch
            {
                "scan" => ClusterRight.ToScan,
                "serve" => ClusterRight.ToServe,
                "fix" => ClusterRight.ToRepair,
                "csr-list" => ClusterRight.ToReviewCsrs,
                "csr-approve" => ClusterRight.ToApproveCsrs,
                "approver" => ClusterRight.ToDecideCsrs("kube-system", "certrot-approver"),
                _ => ClusterRight.ToRead,
            };
            var rights = parsed.GetRequiredValue(access) == "pod" ? [.. own, .. ClusterRight.ToReadByPod(parsed.GetRequiredValue(space))] : own;
            RightsYaml.Write(Console.Out, $"certrot-{parsed.GetRequiredValue(of)}", rights, who);
            return ExitCodes.Healthy;
        });
        return command;
    }
}
