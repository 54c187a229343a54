namespace Certrot.ApiClient.Http;

/// <summary>How long to wait before a call is made again: doubled each time, half of it by chance, and never less than the API server asks for.</summary>
internal sealed class RetryDelays(Random random)
{
    /// <summary>Calls are made this often at the most.</summary>
    public const int Attempts = 10;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The delay after a failed attempt.</summary>
    /// <param name="attempt">1 for the first.</param>
    /// <param name="asked">What the API server asks for; null where it does not.</param>
    public TimeSpan After(int attempt, TimeSpan? asked)
    {
        var full = TimeSpan.FromTicks(Math.Min(First.Ticks << Math.Min(attempt - 1, 20), Longest.Ticks));
        var own = (full / 2) + (full / 2 * random.NextDouble());
        return asked is { } wait && wait > own ? Min(wait, Longest) : own;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
