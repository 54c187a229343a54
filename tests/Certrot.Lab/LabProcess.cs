using System.Collections.Concurrent;
using System.Diagnostics;

namespace Certrot.Lab;

/// <summary>A program of the lab that runs in the background and does not outlive the tests, however they end.</summary>
public sealed class LabProcess : IDisposable
{
    /// <summary>
    /// The kernel kills a child with this setting when the thread that started it ends, so one thread that lives as long as the
    /// process starts them all: pool threads come and go.
    /// </summary>
    private static readonly BlockingCollection<Action> Starts = StartThread();

    private readonly Process _process;
    private readonly string _log;
    private readonly bool _forks;
    private bool _disposed;

    private LabProcess(string name, Process process, string log, bool forks)
    {
        Name = name;
        _process = process;
        _log = log;
        _forks = forks;
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>The one child of a program that forks, as seen from outside; null before it has one, and after.</summary>
    public int? ChildId
    {
        get
        {
            try
            {
                return int.TryParse(File.ReadAllText($"/proc/{Id}/task/{Id}/children").Split(' ')[0], out var child) ? child : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote so far, to standard output and error.</summary>
    public string Log => ReadLog(_log);

    /// <summary>The end of the log, for messages about what went wrong.</summary>
    public string LogTail => Tail(Log);

    /// <summary>Starts a program; its output is appended to a file.</summary>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="log">File for its output.</param>
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="forks">Whether it waits for a child that does the work and passes no signals on, as nsenter and unshare do for another PID namespace.</param>
    public static LabProcess Start(string name, string log, string program, IEnumerable<string> arguments, bool forks = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        // The shell redirects and is then replaced, so that the process id is the program's own.
        string[] launcher =
        [
            "--pdeathsig", "KILL", "--", "/bin/sh", "-c", "log=$1; shift; exec \"$@\" >> \"$log\" 2>&1 < /dev/null", "sh", log, program,
        ];
        var info = new ProcessStartInfo("setpriv", launcher.Concat(arguments)) { UseShellExecute = false };
        var started = new TaskCompletionSource<Process>();
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info) ?? throw new LabException($"{name} did not start"));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                started.SetException(e);
            }
        });
        return new LabProcess(name, started.Task.GetAwaiter().GetResult(), log, forks);
    }

    /// <summary>Asks it to end, and ends it where it does not.</summary>
    /// <param name="grace">How long it may take.</param>
    public async Task StopAsync(TimeSpan grace)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {(_forks ? ChildId : null) ?? Id}"]);
            await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(grace);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it at once.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    /// <summary>What a program that still runs has written to a file; nothing where there is none.</summary>
    internal static string ReadLog(string path)
    {
        if (!File.Exists(path))
            return "";
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The end of a log.</summary>
    internal static string Tail(string log) => string.Join('\n', log.Split('\n').TakeLast(20));

    private static BlockingCollection<Action> StartThread()
    {
        var starts = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable())
                start();
        })
        { IsBackground = true, Name = "lab processes" }.Start();
        return starts;
    }
}
