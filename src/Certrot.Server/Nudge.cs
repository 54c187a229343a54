namespace Certrot.Server;

/// <summary>Wakes whoever waits; a nudge that comes while nobody waits is not lost. One waits, any may nudge.</summary>
/// <param name="clock">Waits.</param>
internal sealed class Nudge(TimeProvider clock)
{
    private TaskCompletionSource news = New();

    /// <summary>Wakes.</summary>
    public void Set() => Volatile.Read(ref news).TrySetResult();

    /// <summary>Waits for a nudge, or until a time is over.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellation)
    {
        await Task.WhenAny(Volatile.Read(ref news).Task, Task.Delay(most, clock, cancellation)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (Volatile.Read(ref news).Task.IsCompleted) Volatile.Write(ref news, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
