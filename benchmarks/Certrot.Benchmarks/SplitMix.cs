namespace Certrot.Benchmarks;

/// <summary>SplitMix64: the same seed gives the same input on every machine and every version of .NET.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];
}
