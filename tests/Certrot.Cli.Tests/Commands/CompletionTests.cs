using System.Diagnostics;

namespace Certrot.Cli.Tests.Commands;

/// <summary>The completion scripts in the shells themselves.</summary>
[Trait("needs", "minutes")]
public sealed class CompletionTests : IDisposable
{
    /// <summary>Has the program on the PATH under its name, and a kubeconfig with two contexts of a server that nobody listens at.</summary>
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("certrot-shell-");

    public CompletionTests()
    {
        File.CreateSymbolicLink(In("certrot"), Path.Combine(AppContext.BaseDirectory, "certrot"));
        File.WriteAllText(In("kubeconfig"), """
            apiVersion: v1
            kind: Config
            current-context: prod-eu
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"} }]
            contexts: [{name: prod-eu, context: {cluster: c} }, {name: staging, context: {cluster: c} }]
            """);
    }

    public static TheoryData<string, string, string> Lines()
    {
        var lines = new TheoryData<string, string, string>();
        foreach (var shell in new[] { "bash", "zsh", "fish" })
        {
            lines.Add(shell, "certrot tri", "triage");
            lines.Add(shell, "certrot explain kcm", "kcm-down");
            lines.Add(shell, "certrot diagnose --node-ac", "--node-access");
            lines.Add(shell, "certrot diagnose --node-access pr", "proxy");
            lines.Add(shell, "certrot check -o js", "json");
            lines.Add(shell, "certrot diagnose --context prod", "prod-eu");
        }

        return lines;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_is_begun_is_completed(string shell, string line, string word)
    {
        var completed = Complete(shell, line, word);

        Assert.True(completed.Contains(word, StringComparison.Ordinal), completed);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("fish")]
    public void Without_a_cluster_no_node_is_made_up(string shell) => Assert.DoesNotContain("worker", Complete(shell, "certrot diagnose wo", "worker"), StringComparison.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);

    private string Complete(string shell, string line, string word) => shell switch
    {
        "bash" => Run("bash", "-c", $"""
            source <(certrot completion bash)
            COMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=({line}) COMP_CWORD={line.Split(' ').Length - 1}
            _certrot
            printf '%s\n' "${"{COMPREPLY[@]}"}"
            """),
        "fish" => Run("fish", "--no-config", "-c", $"certrot completion fish | source; complete -C '{line}'"),
        _ => Zsh(line, word),
    };

    /// <summary>zsh completes only where somebody types: here into a terminal of its own, with the script in fpath as its own header says.</summary>
    private string Zsh(string line, string word)
    {
        File.WriteAllText(In("_certrot"), Run("certrot", "completion", "zsh"));
        File.WriteAllText(In("type.zsh"), $"""
            zmodload zsh/zpty
            zpty typed 'TERM=dumb zsh -f'
            zpty -w typed 'PS1=; unsetopt zle_bracketed_paste; fpath=({folder.FullName} $fpath); autoload -Uz compinit; compinit -u -D; bindkey "^I" complete-word; print -r -- "it is ""ready"'
            zpty -r -m typed seen '*it is ready*'
            zpty -n -w typed '{line}'$'\t'
            seen=
            for i in $(seq 100); do
                while zpty -rt typed part; do seen+=$part; done
                [[ ${"{seen//[[:cntrl:]]/}"} == *{word}* ]] && break
                sleep 0.1
            done
            print -r -- "$seen"
            """);
        return Run("zsh", "-f", In("type.zsh"));
    }

    private string Run(string program, params string[] arguments)
    {
        var path = $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        if (!path.Split(':').Any(p => File.Exists(Path.Combine(p, program)))) Assert.Skip($"{program} is not installed");
        var start = new ProcessStartInfo(program == "certrot" ? In("certrot") : program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["PATH"] = path;
        start.Environment["KUBECONFIG"] = In("kubeconfig");
        start.Environment["HOME"] = folder.FullName;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(30_000), $"{program} did not end");
        Assert.True(process.ExitCode == 0, error.GetAwaiter().GetResult());
        return output;
    }

    private string In(string name) => Path.Combine(folder.FullName, name);
}
