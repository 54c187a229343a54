using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Certrot.Cli.Commands;

/// <summary>Help that ends with examples: what people look for first.</summary>
/// <param name="usual">The help that is printed before them.</param>
internal sealed class ExamplesHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> examples = new(StringComparer.Ordinal)
    {
        ["certrot"] = ["certrot diagnose worker-1", "certrot triage < pasted.txt", "certrot explain kubelet-trusts-old-ca"],
        ["diagnose"] =
        [
            "certrot diagnose worker-1", "certrot diagnose worker-1 --context prod --ssh-user core", "certrot diagnose worker-1 --node-access pod", "sudo certrot diagnose --local", "certrot diagnose --bundle worker-1.tgz -o html > report.html",
        ],
        ["collect"] = ["certrot collect worker-1 -o worker-1.tgz", "certrot collect --all -o bundles/", "sudo certrot collect --local -o - | ssh desk 'cat > worker-1.tgz'"],
        ["check"] = ["certrot check worker-1", "certrot check --bundle worker-1.tgz -o json | jq '.items[] | select(.outcome != \"pass\")'"],
        ["rbac"] = ["certrot rbac | kubectl apply -f -", "certrot rbac collect --for serviceaccount:ops/certrot | kubectl apply -f -"],
        ["triage"] = ["journalctl -u kubelet -n 200 | certrot triage", "certrot triage ticket.txt -o json"],
        ["explain"] = ["certrot explain csr-denied-by-approver"],
        ["eval"] = ["certrot eval tests/scenarios"],
        ["completion"] = ["source <(certrot completion bash)", "certrot completion fish > ~/.config/fish/completions/certrot.fish"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var name = parseResult.CommandResult.Command is RootCommand ? "certrot" : parseResult.CommandResult.Command.Name;
        if (!examples.TryGetValue(name, out var lines)) return code;
        var to = parseResult.InvocationConfiguration.Output;
        to.WriteLine("Examples:");
        foreach (var line in lines) to.WriteLine($"  {line}");
        to.WriteLine();
        return code;
    }

    /// <summary>Puts examples behind the help of a command and of all below it.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is HelpAction help) option.Action = new ExamplesHelp(help);
        }
    }
}
