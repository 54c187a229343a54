using Certrot.ApiClient.Http;

namespace Certrot.Collect.Cluster;

/// <summary>A list that is collected, and the right that it needs.</summary>
/// <param name="File">Path inside the bundle.</param>
/// <param name="Path">Path of the API.</param>
/// <param name="Verb">Verb of the right.</param>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resource">Resource.</param>
public sealed record ClusterResource(string File, string Path, string Verb, string Group, string Resource)
{
    /// <summary>Reads the list, by its older version where the server does not know the present one: releases before 1.19 (CSRs) and 1.16 (webhooks).</summary>
    /// <param name="read">Reads the list at a path.</param>
    /// <exception cref="ApiException">The answer is an error, or there is none.</exception>
    public async Task<T> ReadAsync<T>(Func<string, Task<T>> read)
    {
        try
        {
            return await read(Path).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound && Group is "certificates.k8s.io" or "admissionregistration.k8s.io")
        {
            return await read(Path.Replace("/v1/", "/v1beta1/", StringComparison.Ordinal)).ConfigureAwait(false);
        }
    }
}
