using System.Runtime.CompilerServices;
using System.Text;

namespace Certrot.ApiClient.Http;

public sealed partial class KubernetesApi
{
    /// <summary>The server ends each call after five to ten minutes, so that all servers get their share of watches (client-go tools/cache/reflector.go, minWatchTimeout).</summary>
    private const int ShortestWatchSeconds = 300;

    /// <summary>After the server should have ended the call by itself.</summary>
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Watches objects from a resource version on, without end. Where a call ends or breaks it goes on at the last event or bookmark, so that no change is missed or
    /// told twice.
    /// </summary>
    /// <param name="path">The list, with or without a query.</param>
    /// <param name="resourceVersion">Where to begin: that of a list, or of an object that was just created.</param>
    /// <param name="cancellation">Ends the watching.</param>
    /// <exception cref="ApiException">The server refuses, or (code 410) has forgotten what changed since: list anew.</exception>
    /// <exception cref="Config.ClientConfigException">There are no credentials.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(string path, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        var position = resourceVersion;
        for (var attempt = 1; ; attempt++)
        {
            var seconds = ShortestWatchSeconds + Random.Shared.Next(ShortestWatchSeconds);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(seconds) + WatchGrace);
            var stream = await OpenAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}watch=1&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(position)}&timeoutSeconds={seconds}", attempt, limit, cancellation).ConfigureAwait(false);
            if (stream is not null)
            {
                await using (stream)
                {
                    while (await NextAsync(stream, limit, cancellation).ConfigureAwait(false) is { } next)
                    {
                        if (next.Type == WatchEvent.Error)
                        {
                            var status = ApiStatus.Read(StatusCode(next), Encoding.UTF8.GetBytes(next.Object.GetRawText()), null);
                            if (!IsPassing(status.Code)) throw new ApiException(status);
                            break;
                        }

                        position = next.ResourceVersion ?? position;
                        attempt = 0;
                        if (next.Type != WatchEvent.Bookmark) yield return next;
                    }
                }
            }

            await Task.Delay(delays.After(Math.Max(attempt, 1), null), clock, cancellation).ConfigureAwait(false);
        }
    }

    private static int StatusCode(WatchEvent error) => error.Object.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? number : 500;

    /// <summary>Begins one call; null where it failed in a way that passes.</summary>
    private async Task<WatchStream?> OpenAsync(string path, int attempt, CancellationTokenSource limit, CancellationToken cancellation)
    {
        var credential = await credentials.GetAsync(refused: attempt == 2, cancellation).ConfigureAwait(false);
        HttpResponseMessage? response = null;
        using var headers = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        headers.CancelAfter(patience);
        try
        {
            using var request = Request(HttpMethod.Get, path, null, "application/json", credential);
            response = await Invoker(credential).SendAsync(request, headers.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                var stream = new WatchStream(response, await response.Content.ReadAsStreamAsync(headers.Token).ConfigureAwait(false));
                response = null;
                return stream;
            }

            var status = await StatusAsync(response, headers.Token).ConfigureAwait(false);
            if (IsPassing(status.Code) || (status.Code == 401 && attempt == 1 && config.User.Exec is not null)) return null;
            throw new ApiException(status);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            if (FindConfig(e) is { } wrong) throw wrong;
            // A certificate does not become a good one; everything else may come back, which is what a watch is for.
            if (trust.Refusal is not null) throw new ApiException(NetworkFailure.Text(e, config.Server, trust.Refusal), e);
            return null;
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>The next event; null where the call has ended, whatever the reason.</summary>
    private static async Task<WatchEvent?> NextAsync(WatchStream stream, CancellationTokenSource limit, CancellationToken cancellation)
    {
        try
        {
            return await stream.NextAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
