using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.Collect.Approval;
using Certrot.Kubernetes;

namespace Certrot.Act.Approval;

/// <summary>
/// Writes decisions into CSRs: a condition, by the subresource <c>approval</c>. The object goes back as it was judged, with its resourceVersion and UID, so that the API server refuses
/// it where anything in it changed meanwhile.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="clock">Dates conditions.</param>
public sealed class CsrWriter(KubernetesApi api, TimeProvider clock)
{
    /// <summary>Reasons of conditions that the approver writes.</summary>
    public const string ApprovedReason = "CertrotApproved", DeniedReason = "CertrotDenied";

    private const int LongestMessage = 1024;

    /// <summary>Approves a CSR, or denies it.</summary>
    /// <param name="item">The object that was judged, as the API server sent it.</param>
    /// <param name="review">The policy's answer to it.</param>
    /// <param name="deny">Whether to deny it.</param>
    /// <param name="dryRun">Whether the server shall only check it (<c>dryRun=All</c>).</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <param name="once">Whether a person had it approved, and nobody will approve the next one.</param>
    /// <returns>What became of it, and why where it is not written.</returns>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async Task<(WriteOutcome Outcome, string? Problem)> WriteAsync(JsonElement item, CsrReview review, bool deny, bool dryRun, CancellationToken cancellation, bool once = false)
    {
        ArgumentNullException.ThrowIfNull(review);
        if (review.Case.Object.ResourceVersion is null || review.Case.Csr.Meta.Uid is null) return (WriteOutcome.Failed, "the CSR has no resourceVersion or no uid: it cannot be told from another of its name");
        var (name, verdict) = (review.Case.Csr.Meta.Name, review.Verdict);
        if (!deny && verdict.Decision != Decision.Approve) throw new ArgumentException("only what the policy approves is approved", nameof(review));
        if (deny && !verdict.MayDeny) throw new ArgumentException("what may be right later is not denied", nameof(review));
        var csr = JsonObject.Create(item)!;
        if (csr["status"] is not JsonObject status) csr["status"] = status = [];
        if (status["conditions"] is not JsonArray conditions) status["conditions"] = conditions = [];
        conditions.Add((JsonNode)Condition(deny, once, $"policy {review.Case.Policy.Title}: {(deny ? $"{verdict.Rule}: " : "")}{verdict.Reason}"));
        try
        {
            await api.PutAsync($"{CsrReviewer.Path}/{Uri.EscapeDataString(name)}/approval{(dryRun ? "?dryRun=All" : "")}", Encoding.UTF8.GetBytes(csr.ToJsonString()), cancellation).ConfigureAwait(false);
            return (WriteOutcome.Written, null);
        }
        catch (ApiException e)
        {
            return (e.Status?.Code switch { 409 => WriteOutcome.Conflict, 404 => WriteOutcome.Gone, _ => WriteOutcome.Failed }, e.Message);
        }
    }

    /// <summary>Approves a CSR that was judged a while ago: it is read again, and written only where nothing in it has changed since.</summary>
    /// <param name="review">The policy's answer, which lets it pass.</param>
    /// <param name="dryRun">Whether the server shall only check it.</param>
    /// <param name="cancellation">Ends the calls.</param>
    /// <returns>What became of it, and why where it is not written.</returns>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async Task<(WriteOutcome Outcome, string? Problem)> ApproveAsync(CsrReview review, bool dryRun, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(review);
        try
        {
            using var document = JsonDocument.Parse(await api.GetAsync($"{CsrReviewer.Path}/{Uri.EscapeDataString(review.Case.Csr.Meta.Name)}", cancellation).ConfigureAwait(false));
            var now = CsrObject.Read(document.RootElement);
            return now.ResourceVersion == review.Case.Object.ResourceVersion && now.Csr.Meta.Uid == review.Case.Csr.Meta.Uid
                ? await WriteAsync(document.RootElement, review, deny: false, dryRun, cancellation, once: true).ConfigureAwait(false)
                : (WriteOutcome.Conflict, "it has changed since it was judged: run the command again");
        }
        catch (ApiException e)
        {
            return (e.IsNotFound ? WriteOutcome.Gone : WriteOutcome.Failed, e.Message);
        }
        catch (JsonException)
        {
            return (WriteOutcome.Failed, "the answer of the API server is not JSON");
        }
    }

    private JsonObject Condition(bool deny, bool once, string message)
    {
        var now = ApiTimes.Seconds(clock.GetUtcNow());
        return new JsonObject
        {
            ["type"] = deny ? "Denied" : "Approved",
            ["status"] = "True",
            ["reason"] = deny ? DeniedReason : once ? CsrCondition.ApprovedOnce : ApprovedReason,
            ["message"] = message.Length > LongestMessage ? message[..LongestMessage] : message,
            ["lastUpdateTime"] = now,
            ["lastTransitionTime"] = now,
        };
    }
}
