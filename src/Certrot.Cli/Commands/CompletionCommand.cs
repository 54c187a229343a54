using System.CommandLine;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot completion</c>: a script that lets a shell ask the program itself, so that it never falls behind.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # certrot completion for bash: source <(certrot completion bash)
        _certrot() {
            local line=${COMP_LINE:0:COMP_POINT}
            mapfile -t COMPREPLY < <(compgen -W "$(certrot "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _certrot certrot

        """;

    private const string Zsh = """
        #compdef certrot
        # certrot completion for zsh: certrot completion zsh > "${fpath[1]}/_certrot"
        _certrot() {
            local line="certrot ${(j: :)words[2,CURRENT-1]}"
            [[ $CURRENT -eq 2 ]] || line+=" "
            line+=$PREFIX
            local -a found
            found=("${(@f)$(certrot "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -- $found
        }
        # Loaded from fpath at the first completion, this is the completion; sourced, it is to be known.
        if [[ ${funcstack[1]-} == _certrot ]]; then _certrot "$@"; else compdef _certrot certrot; fi

        """;

    private const string Fish = """
        # certrot completion for fish: certrot completion fish > ~/.config/fish/completions/certrot.fish
        function __certrot_complete
            set -l line (commandline -cp)
            certrot "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c certrot -f -a '(__certrot_complete)'

        """;

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes commands, options, contexts, nodes and causes") { shell };
        command.SetAction(parsed =>
        {
            Console.Out.Write(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return ExitCodes.Healthy;
        });
        return command;
    }
}
