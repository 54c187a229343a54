using System.Text.Encodings.Web;
using System.Text.Json;
using Certrot.Approval;

namespace Certrot.Render.Approval;

/// <summary>CSRs and what a policy says of them as JSON (<c>docs/schema/csr-review.json</c>). Audit lines have the same fields.</summary>
public static class CsrJson
{
    private static readonly JsonWriterOptions indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document <c>certrot/v1</c> <c>CsrReviewList</c>, UTF-8, with a line feed at its end.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void WriteList(Stream to, IReadOnlyList<CsrReview> reviews)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(reviews);
        using (var json = new Utf8JsonWriter(to, indented))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "certrot/v1");
            json.WriteString("kind", "CsrReviewList");
            json.WriteStartArray("items");
            foreach (var review in reviews)
            {
                json.WriteStartObject();
                WriteFields(json, review);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    /// <summary>Writes a document <c>certrot/v1</c> <c>CsrReview</c>, UTF-8, with a line feed at its end.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(Stream to, CsrReview review)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(review);
        using (var json = new Utf8JsonWriter(to, indented))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "certrot/v1");
            json.WriteString("kind", "CsrReview");
            WriteFields(json, review);
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    /// <summary>Writes a review's fields into an object that is open.</summary>
    public static void WriteFields(Utf8JsonWriter json, CsrReview review)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(review);
        var (request, verdict) = (review.Case, review.Verdict);
        var csr = request.Csr;
        json.WriteString("name", csr.Meta.Name);
        json.WriteString("uid", csr.Meta.Uid);
        if (csr.Meta.Created is { } created) json.WriteString("createdAt", Times.Rfc3339(created));
        json.WriteString("condition", csr.StatusColumn);
        json.WriteString("signer", csr.SignerName);
        json.WriteString("username", csr.Username);
        Texts(json, "groups", csr.Groups);
        Texts(json, "usages", csr.Usages);
        if (csr.ExpirationSeconds is { } seconds) json.WriteNumber("expirationSeconds", seconds);
        json.WriteString("node", request.Node);
        if (request.Request is { } parsed)
        {
            json.WriteStartObject("request");
            json.WriteString("subject", parsed.Subject.Text);
            Texts(json, "dnsNames", parsed.DnsNames);
            Texts(json, "ipAddresses", parsed.IpAddresses.Select(a => a.ToString()));
            json.WriteString("key", parsed.KeyDescription);
            json.WriteEndObject();
        }

        json.WriteString("policy", request.Policy.Title);
        json.WriteString("decidedAt", Times.Rfc3339(request.Now));
        json.WriteString("decision", CsrText.Word(verdict.Decision));
        json.WriteString("rule", verdict.Rule);
        json.WriteString("reason", verdict.Reason);
        json.WriteBoolean("mayDeny", verdict.MayDeny);
        WriteInputs(json, request);
        json.WriteStartArray("rules");
        foreach (var result in verdict.Rules)
        {
            json.WriteStartObject();
            json.WriteString("id", result.Rule);
            json.WriteString("outcome", result.Outcome.ToString().ToLowerInvariant());
            json.WriteString("text", result.Text);
            if (result.Expected is { } expected) json.WriteString("expected", expected);
            if (result.Found is { } found) json.WriteString("found", found);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What was known of the node when it was decided.</summary>
    private static void WriteInputs(Utf8JsonWriter json, ApprovalCase request)
    {
        json.WriteStartObject("known");
        if (request.Facts.Nodes.Find(request.Node) is { } node)
        {
            json.WriteStartObject("node");
            json.WriteString("uid", node.Meta.Uid);
            json.WriteString("ready", node.Ready?.Status);
            Texts(json, "names", request.Facts.Nodes.NamesOf(request.Node).Select(n => n.ToString()));
            json.WriteEndObject();
        }

        if (request.Policy.Inventory?.Find(request.Node) is { } entry)
        {
            json.WriteStartObject("inventory");
            json.WriteNumber("line", entry.Line);
            Texts(json, "names", entry.Names.Select(n => n.ToString()));
            json.WriteEndObject();
        }

        if (request.Facts.Machines?.Find(request.Node) is { } machine)
        {
            json.WriteStartObject("machine");
            json.WriteString("name", machine.Title);
            Texts(json, "names", machine.Names.Select(n => n.ToString()));
            json.WriteEndObject();
        }

        if (request.Live is { } live)
        {
            json.WriteStartObject("liveCertificate");
            Texts(json, "names", live.Names.Select(n => n.ToString()));
            if (live.Problem is { } problem) json.WriteString("problem", problem);
            json.WriteEndObject();
        }

        json.WriteNumber("approvedForNode", request.ApprovedForNode);
        json.WriteNumber("approvedForUser", request.ApprovedForUser);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
