using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Certrot.ApiClient.Config;

namespace Certrot.ApiClient.Auth;

/// <summary>Runs a credential plugin (KEP 541). It gets no terminal: one that wants to ask a person is told that nobody is there.</summary>
internal sealed class ExecPlugin(ExecConfig exec, ClientConfig config)
{
    /// <summary>A plugin that gives nothing for so long is stopped.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MostOutput = 1 << 20;
    private const int MostError = 300;

    /// <summary>Runs it.</summary>
    /// <exception cref="ClientConfigException">It is missing, fails, takes too long or gives no credential.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ExecCredential> RunAsync(CancellationToken cancellation)
    {
        using var process = Start();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, patience.Token);
            var error = ReadAsync(process.StandardError.BaseStream, patience.Token);
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            var said = Encoding.UTF8.GetString(await error.ConfigureAwait(false));
            if (process.ExitCode != 0) throw new ClientConfigException($"the exec plugin {exec.Command} ended with {process.ExitCode}{Said(said)}");
            var credential = ExecCredential.TryRead(await output.ConfigureAwait(false), exec.ApiVersion, out var problem);
            return credential ?? throw new ClientConfigException($"what the exec plugin {exec.Command} printed {problem}.");
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ClientConfigException($"the exec plugin {exec.Command} gave no credential within {Patience.TotalSeconds:0} s: run it by hand to see what it waits for.", e);
        }
        finally
        {
            Stop(process);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(exec.Command) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in exec.Arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in exec.Environment) start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = Info();
        try
        {
            var process = Process.Start(start) ?? throw new ClientConfigException($"the exec plugin {exec.Command} cannot be started.");
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new ClientConfigException($"the exec plugin {exec.Command} cannot be started: {(e.NativeErrorCode == 2 ? "it is not in PATH" : e.NativeErrorCode == 13 ? "permission denied" : e.Message)}.{(exec.InstallHint is { } hint ? $" {hint.Trim()}" : "")}", e);
        }
    }

    private string Info()
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", exec.ApiVersion);
            json.WriteStartObject("spec");
            json.WriteBoolean("interactive", false);
            if (exec.ProvideClusterInfo)
            {
                json.WriteStartObject("cluster");
                json.WriteString("server", config.Server.ToString().TrimEnd('/'));
                if (config.TlsServerName is { } name) json.WriteString("tls-server-name", name);
                if (config.InsecureSkipTlsVerify) json.WriteBoolean("insecure-skip-tls-verify", true);
                if (AnchorPem() is { } pem) json.WriteBase64String("certificate-authority-data", pem);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private byte[]? AnchorPem()
    {
        if (config.Anchors is { } anchors) return Encoding.ASCII.GetBytes(string.Join('\n', anchors.Select(a => System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", a.Der))) + "\n");
        return config.AnchorFile is { } file && File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    /// <summary>What a plugin said when it failed; it is its own, and short, but may hold a token.</summary>
    private static string Said(string error)
    {
        var line = error.Split('\n').Select(l => l.Trim()).LastOrDefault(l => l.Length > 0);
        return line is null ? "." : $": {new string([.. line.Where(c => !char.IsControl(c)).Take(MostError)])}";
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var kept = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (kept.Length + read <= MostOutput) kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    private static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in between.
        }
    }
}
