using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Certrot.Collect.NodeAccess;

/// <summary>Runs a program that takes the script on standard input and prints its output: a shell here, or OpenSSH's client.</summary>
/// <param name="program">The program.</param>
/// <param name="arguments">Its arguments.</param>
/// <param name="patience">It is stopped after this long.</param>
internal sealed class ScriptProcess(string program, IReadOnlyList<string> arguments, TimeSpan patience)
{
    private const int MostError = 4096;

    /// <summary>Runs it to the end.</summary>
    /// <param name="script">The script.</param>
    /// <param name="onSection">Called for each section.</param>
    /// <param name="cancellation">Stops the program. Where it cannot be cancelled, the terminal's Ctrl-C does not stop it either.</param>
    /// <returns>Null where the script came to its end, else what went wrong in one line.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<string?> RunAsync(NodeScript script, Action<ScriptSection> onSection, CancellationToken cancellation)
    {
        // A signal that is ignored stays so in the program: OpenSSH's client and shells leave it at that. The terminal sends Ctrl-C to all processes in front.
        string[] command = cancellation.CanBeCanceled ? [program, .. arguments] : ["sh", "-c", "trap '' INT QUIT HUP; exec \"$@\"", "sh", program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        Process? process = null;
        try
        {
            process = Process.Start(start);
            if (process is null) return $"{program} cannot be started";
            var error = ErrorAsync(process.StandardError, limit.Token);
            var reading = ScriptOutputReader.ReadAsync(process.StandardOutput.BaseStream, script.Mark, onSection, limit.Token);
            await WriteAsync(process.StandardInput.BaseStream, script.Text, limit.Token).ConfigureAwait(false);
            var complete = await reading.ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (complete) return null;
            var said = await error.ConfigureAwait(false);
            return said.Length > 0 ? said : $"{program} ended with {process.ExitCode} before the script was done";
        }
        catch (Win32Exception e)
        {
            return e.NativeErrorCode == 2 ? $"{program} is not installed" : $"{program} cannot be started: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"{program} did not finish within {patience.TotalSeconds:0} s";
        }
        finally
        {
            Stop(process);
        }
    }

    private static async Task WriteAsync(Stream input, string text, CancellationToken cancellation)
    {
        try
        {
            await input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation).ConfigureAwait(false);
            input.Close();
        }
        catch (IOException)
        {
            // It ended without reading: what it says on standard error tells why.
        }
    }

    private static async Task<string> ErrorAsync(StreamReader reader, CancellationToken cancellation)
    {
        var kept = new StringBuilder();
        var buffer = new char[1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (kept.Length < MostError) kept.Append(buffer, 0, read);
        }

        var lines = kept.ToString().Split('\n').Select(l => new string([.. l.Where(c => !char.IsControl(c))]).Trim()).Where(l => l.Length > 0).ToList();
        return string.Join("; ", lines.TakeLast(2));
    }

    private static void Stop(Process? process)
    {
        try
        {
            if (process is { HasExited: false }) process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in between.
        }

        process?.Dispose();
    }
}
