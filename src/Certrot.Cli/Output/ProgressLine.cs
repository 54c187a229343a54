using System.Globalization;
using Certrot.Collect.Gathered;

namespace Certrot.Cli.Output;

/// <summary>
/// One line on standard error that tells what is waited for, rewritten in place and erased at the end. Only on a terminal, and only after a moment: what is quick
/// needs no line. Messages meanwhile go through it.
/// </summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private const string Erase = "\r\u001b[K";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource ended = new();
    private readonly Lock writing = new();
    private readonly Task drawing;
    private bool drawn;
    private bool disposed;

    private ProgressLine(Task drawing) => this.drawing = drawing;

    private ProgressLine(string what, CollectionProgress progress) => drawing = DrawAsync(what, progress);

    /// <summary>Starts it; does nothing where standard error is no terminal.</summary>
    /// <param name="what">What is collected, such as the node.</param>
    /// <param name="progress">What is waited for.</param>
    public static ProgressLine Start(string what, CollectionProgress progress) =>
        Console.IsErrorRedirected || !ReportPrinter.CanRedraw ? new ProgressLine(Task.CompletedTask) : new ProgressLine(what, progress);

    /// <summary>Writes a message in place of the line.</summary>
    public void Say(string text)
    {
        lock (writing)
        {
            Console.Error.Write(drawn ? $"{Erase}certrot: {text}\n" : $"certrot: {text}\n");
            drawn = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        await ended.CancelAsync().ConfigureAwait(false);
        await drawing.ConfigureAwait(false);
        ended.Dispose();
        if (drawn) Console.Error.Write(Erase);
    }

    private async Task DrawAsync(string what, CollectionProgress progress)
    {
        var start = TimeProvider.System.GetTimestamp();
        await Task.Yield();
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(Interval, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var since = TimeProvider.System.GetElapsedTime(start);
            if (since < Patience || progress.Waiting is not { Count: > 0 } waiting) continue;
            var steps = waiting.GroupBy(w => w, StringComparer.Ordinal).Select(g => g.Count() == 1 ? g.Key : $"{g.Count()} x {g.Key}");
            var text = string.Create(CultureInfo.InvariantCulture, $"certrot: {what}: {since.TotalSeconds:0.0} s, waiting for {string.Join(", ", steps)}");
            var width = ReportPrinter.Width() - 1;
            lock (writing)
            {
                if (ended.IsCancellationRequested) break;
                Console.Error.Write(Erase + (text.Length > width ? text[..width] : text));
                drawn = true;
            }
        }
    }
}
