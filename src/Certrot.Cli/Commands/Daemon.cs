using System.Globalization;
using System.Runtime.InteropServices;

namespace Certrot.Cli.Commands;

/// <summary>What commands share that run until they are told to end.</summary>
internal static class Daemon
{
    /// <summary>
    /// Ends the work on SIGTERM, by which systemd and kubelets end programs; the command line's own handler would take the process away before everything is given back.
    /// </summary>
    /// <param name="stop">Cancelled then.</param>
    /// <returns>Disposed when the work is over.</returns>
    public static IDisposable EndsOnTermination(CancellationTokenSource stop) => PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        stop.Cancel();
    });

    /// <summary>Writes a line with its time, UTC, to standard error.</summary>
    public static void Say(string text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} certrot: {text}"));
}
