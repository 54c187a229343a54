using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Lab;

/// <summary>Runs kubectl against one control plane.</summary>
/// <param name="program">Path of kubectl.</param>
/// <param name="kubeconfig">Whose credentials to use.</param>
/// <param name="cacheDirectory">Where it may keep what it discovered.</param>
public sealed class Kubectl(string program, string kubeconfig, string cacheDirectory)
{
    /// <summary>The same kubectl with other credentials.</summary>
    /// <param name="otherKubeconfig">Whose.</param>
    public Kubectl With(string otherKubeconfig) => new(program, otherKubeconfig, cacheDirectory);

    /// <summary>Runs it and returns standard output.</summary>
    /// <param name="arguments">Arguments.</param>
    /// <param name="input">Standard input; null for none.</param>
    /// <exception cref="LabException">It failed; the message has standard error.</exception>
    public async Task<string> RunAsync(IEnumerable<string> arguments, string? input = null)
    {
        var result = await TryRunAsync(arguments, input);
        return result.ExitCode == 0
            ? result.Output
            : throw new LabException($"kubectl {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Error}");
    }

    /// <summary>Runs it and returns what it printed, whether it failed or not.</summary>
    /// <param name="arguments">Arguments.</param>
    /// <param name="input">Standard input; null for none.</param>
    public Task<ProgramResult> TryRunAsync(IEnumerable<string> arguments, string? input = null) =>
        Command.CaptureAsync(program, [$"--kubeconfig={kubeconfig}", $"--cache-dir={cacheDirectory}", .. arguments], input);

    /// <summary>Runs it with <c>-o json</c> and parses what it printed.</summary>
    /// <param name="arguments">Arguments.</param>
    public async Task<JsonDocument> JsonAsync(params IEnumerable<string> arguments) =>
        JsonDocument.Parse(await RunAsync([.. arguments, "-o", "json"]));

    /// <summary>Creates objects and returns them as the API server answered, in the same order.</summary>
    /// <param name="objects">Objects with apiVersion and kind.</param>
    public async Task<IReadOnlyList<JsonObject>> CreateAsync(IEnumerable<JsonObject> objects)
    {
        var documents = string.Join('\n', objects.Select(o => o.ToJsonString()));
        return JsonStream.Parse(await RunAsync(["create", "--validate=false", "-f", "-", "-o", "json"], documents));
    }
}
