using System.Diagnostics;

namespace Certrot.Act.Tests;

/// <summary>Waits for what happens elsewhere.</summary>
internal static class Wait
{
    /// <summary>Waits until something is so, and says how long that took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<bool> isSo, string what, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"not within {seconds} s: {what}");
            await Task.Delay(10);
        }

        return watch.Elapsed;
    }
}
