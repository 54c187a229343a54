using Certrot.Act.Approval;
using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.Render.Approval;

namespace Certrot.Cli.Commands;

/// <summary>Approves CSRs that a policy lets pass, after a question.</summary>
/// <param name="api">The cluster.</param>
/// <param name="dryRun"><c>none</c>, <c>client</c> or <c>server</c>.</param>
/// <param name="yes">Do not ask.</param>
internal sealed class CsrApproval(KubernetesApi api, string dryRun, bool yes)
{
    /// <summary>Approves them.</summary>
    /// <param name="reviews">What the policy lets pass.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether all are approved, or would be.</returns>
    /// <exception cref="UsageException">There is nobody to ask.</exception>
    public async Task<bool> RunAsync(IReadOnlyList<CsrReview> reviews, CancellationToken cancellation)
    {
        foreach (var review in reviews) Console.WriteLine($"{review.Case.Csr.Meta.Name}  {CsrText.Line(review)}");
        if (dryRun == "client") return true;
        if (dryRun == "none" && !yes && !await ConfirmAsync(reviews.Count, cancellation).ConfigureAwait(false))
        {
            await Console.Error.WriteLineAsync("certrot: nothing was approved").ConfigureAwait(false);
            return false;
        }

        var writer = new CsrWriter(api, TimeProvider.System);
        var all = true;
        foreach (var review in reviews) all &= await WriteAsync(writer, review, cancellation).ConfigureAwait(false);
        return all;
    }

    private async Task<bool> WriteAsync(CsrWriter writer, CsrReview review, CancellationToken cancellation)
    {
        var name = review.Case.Csr.Meta.Name;
        var (outcome, problem) = await writer.ApproveAsync(review, dryRun == "server", cancellation).ConfigureAwait(false);
        if (outcome == WriteOutcome.Written)
        {
            // kubectl's own words.
            Console.WriteLine($"certificatesigningrequest.certificates.k8s.io/{name} approved{(dryRun == "server" ? " (server dry run)" : "")}");
            await Console.Error.WriteLineAsync($"certrot: audit: {TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {(dryRun == "server" ? "checked approval of" : "approved")} CSR {name} uid {review.Case.Csr.Meta.Uid} of {review.Case.Csr.Username} by policy {review.Case.Policy.Title}").ConfigureAwait(false);
            return true;
        }

        await Console.Error.WriteLineAsync($"certrot: {name} is not approved: {problem}").ConfigureAwait(false);
        return false;
    }

    private static async Task<bool> ConfirmAsync(int count, CancellationToken cancellation)
    {
        if (Console.IsInputRedirected) throw new UsageException("there is no terminal to ask: give --yes to approve, or --dry-run=client to look only.");
        await Console.Error.WriteAsync($"Approve {(count == 1 ? "it" : $"these {count} CSRs")}? It cannot be taken back. [y/N] ").ConfigureAwait(false);
        return (await Console.In.ReadLineAsync(cancellation).ConfigureAwait(false))?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
