using Certrot.ApiClient.Http;

namespace Certrot.Collect.Fleet;

/// <summary>
/// The API server's clock, by which everything in its lists is dated. Where it runs away from this machine's, as a simulated one may, it tells how fast. Times are UTC.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="clock">This machine's clock.</param>
public sealed class ServerClock(KubernetesApi api, TimeProvider clock)
{
    /// <summary>The header Date has whole seconds.</summary>
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4);

    private Tuple<DateTimeOffset, DateTimeOffset>? first;

    /// <summary>The time there.</summary>
    public DateTimeOffset Now => At(clock.GetUtcNow());

    /// <summary>The time there at a time here.</summary>
    public DateTimeOffset At(DateTimeOffset here) =>
        api.Clocks is not { } last || (last.Server - last.Here).Duration() <= Precision ? here : last.Server + ((here - last.Here) * Rate);

    /// <summary>How many seconds pass there in one here: 1, or more where it runs away by half or more.</summary>
    public double Rate
    {
        get
        {
            if (api.Clocks is not { } last) return 1;
            Interlocked.CompareExchange(ref first, Tuple.Create(last.Server, last.Here), null);
            var (server, here) = first;
            var since = last.Here - here;
            var rate = since < Enough ? 1 : (last.Server - server) / since;
            return rate < 1.5 ? 1 : rate;
        }
    }
}
