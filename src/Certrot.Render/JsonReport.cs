using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Certrot.Reports;

namespace Certrot.Render;

/// <summary>A report as the published JSON document, <c>docs/schema/diagnosis-report.json</c>.</summary>
public static class JsonReport
{
    internal static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        // Readable names in every script; control characters and lone surrogates stay escaped. The document is no HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // The order of calls below is fixed: nothing to check while running.
        SkipValidation = true,
    };

    /// <summary>Writes the document as UTF-8 with LF line ends and one after the last line.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="report">The report.</param>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(Stream to, DiagnosisReport report)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(ToUtf8(report).WrittenSpan);
    }

    /// <summary>The document as text, with LF line ends and one after the last line.</summary>
    /// <param name="report">The report.</param>
    public static string Write(DiagnosisReport report) => Encoding.UTF8.GetString(ToUtf8(report).WrittenSpan);

    internal static ArrayBufferWriter<byte> ToUtf8(DiagnosisReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var buffer = new ArrayBufferWriter<byte>(32 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
            WriteReport(json, report);
        buffer.Write("\n"u8);
        return buffer;
    }

    private static void WriteReport(Utf8JsonWriter json, DiagnosisReport report)
    {
        json.WriteStartObject();
        json.WriteString("apiVersion"u8, report.ApiVersion);
        json.WriteString("kind"u8, report.Kind);
        json.WriteString("node"u8, report.Node);
        WriteTime(json, "generatedAt", report.GeneratedAt);
        WriteTime(json, "evidenceAt", report.EvidenceAt);
        json.WriteString("generator"u8, report.Generator);
        json.WriteString("verdict"u8, report.Verdict);
        json.WriteString("headline"u8, report.Headline);
        json.WritePropertyName("rootCause"u8);
        WriteCause(json, report.RootCause);
        WriteList(json, "otherCauses", report.OtherCauses, WriteCause);
        WriteList(json, "candidates", report.Candidates, WriteCandidate);
        json.WriteStartObject("certificates"u8);
        WriteCertificate(json, "client", report.Certificates.Client);
        WriteCertificate(json, "serving", report.Certificates.Serving);
        json.WriteEndObject();
        WriteList(json, "chain", report.Chain, WriteLink);
        WriteList(json, "findings", report.Findings, WriteFinding);
        WriteScope(json, report.Scope);
        WriteOutlook(json, report.Outlook);
        WriteList(json, "playbook", report.Playbook, WriteStep);
        WriteList(json, "diagnosis", report.Diagnosis, WriteStep);
        WriteList(json, "timeline", report.Timeline, WriteEntry);
        WriteList(json, "ruledOut", report.RuledOut, WriteRuledOut);
        WriteList(json, "missing", report.Missing, WriteMissing);
        WriteList(json, "nextChecks", report.NextChecks, WriteCheck);
        WriteList(json, "fix", report.Fix, WriteFix);
        json.WriteEndObject();
    }

    internal static void WriteCause(Utf8JsonWriter json, CauseReport cause)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, cause.Id);
        json.WriteString("title"u8, cause.Title);
        json.WriteString("certificate"u8, cause.Certificate);
        json.WriteString("confidence"u8, cause.Confidence);
        json.WriteString("severity"u8, cause.Severity);
        json.WriteString("summary"u8, cause.Summary);
        WriteTime(json, "since", cause.Since);
        json.WriteString("change"u8, cause.Change);
        WriteEvidence(json, cause.Evidence);
        json.WriteEndObject();
    }

    private static void WriteCandidate(Utf8JsonWriter json, CandidateReport candidate)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, candidate.Id);
        json.WriteNumber("score"u8, double.IsFinite(candidate.Score) ? Math.Round(candidate.Score, 4) : 0);
        json.WriteString("certificate"u8, candidate.Certificate);
        json.WriteString("explainedBy"u8, candidate.ExplainedBy);
        json.WriteEndObject();
    }

    private static void WriteCertificate(Utf8JsonWriter json, string name, CertificateReport certificate)
    {
        json.WriteStartObject(name);
        json.WriteString("stage"u8, certificate.Stage);
        json.WriteString("stageText"u8, certificate.StageText);
        WriteTime(json, "notBefore", certificate.NotBefore);
        WriteTime(json, "notAfter", certificate.NotAfter);
        WriteList(json, "rotationWindow", certificate.RotationWindow, WriteInstant);
        if (certificate.Expired is { } expired)
            json.WriteBoolean("expired"u8, expired);
        else
            json.WriteNull("expired"u8);
        WriteNumber(json, "secondsLeft", certificate.SecondsLeft);
        json.WriteString("subject"u8, certificate.Subject);
        json.WriteString("issuer"u8, certificate.Issuer);
        json.WriteString("source"u8, certificate.Source);
        WriteTime(json, "lastRotation", certificate.LastRotation);
        WriteCsr(json, certificate.Csr);
        json.WriteEndObject();
    }

    internal static void WriteCsr(Utf8JsonWriter json, CsrReport? csr)
    {
        if (csr is null)
        {
            json.WriteNull("csr"u8);
            return;
        }

        json.WriteStartObject("csr"u8);
        json.WriteString("name"u8, csr.Name);
        json.WriteString("status"u8, csr.Status);
        WriteTime(json, "created", csr.Created);
        json.WriteString("requestor"u8, csr.Requestor);
        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, ChainLink link)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, link.Text);
        json.WriteString("id"u8, link.Id);
        WriteTime(json, "time", link.Time);
        json.WriteBoolean("expected"u8, link.Expected);
        WriteEvidence(json, link.Evidence);
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, FindingReport finding)
    {
        json.WriteStartObject();
        json.WriteString("severity"u8, finding.Severity);
        json.WriteString("text"u8, finding.Text);
        WriteEvidence(json, finding.Evidence);
        json.WriteEndObject();
    }

    private static void WriteScope(Utf8JsonWriter json, ScopeReport scope)
    {
        json.WriteStartObject("scope"u8);
        json.WriteString("reach"u8, scope.Reach);
        json.WriteString("text"u8, scope.Text);
        WriteList(json, "affectedNodes", scope.AffectedNodes, WriteText);
        WriteNumber(json, "totalNodes", scope.TotalNodes);
        json.WriteEndObject();
    }

    private static void WriteOutlook(Utf8JsonWriter json, OutlookReport outlook)
    {
        json.WriteStartObject("outlook"u8);
        json.WriteString("text"u8, outlook.Text);
        WriteTime(json, "lostAt", outlook.LostAt);
        WriteNumber(json, "secondsLeft", outlook.SecondsLeft);
        WriteTime(json, "nextRetry", outlook.NextRetry);
        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, RunbookStep step)
    {
        json.WriteStartObject();
        json.WriteString("number"u8, step.Number);
        json.WriteString("title"u8, step.Title);
        json.WriteString("outcome"u8, step.Outcome);
        json.WriteString("summary"u8, step.Summary);
        WriteEvidence(json, step.Evidence);
        json.WriteString("note"u8, step.Note);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, TimelineEntry entry)
    {
        json.WriteStartObject();
        WriteTime(json, "time", entry.Time);
        json.WriteString("kind"u8, entry.Kind);
        json.WriteString("text"u8, entry.Text);
        json.WriteString("source"u8, entry.Source);
        json.WriteBoolean("problem"u8, entry.Problem);
        json.WriteEndObject();
    }

    private static void WriteRuledOut(Utf8JsonWriter json, RuledOutReport cause)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, cause.Id);
        json.WriteString("reason"u8, cause.Reason);
        WriteEvidence(json, cause.Evidence);
        json.WriteEndObject();
    }

    internal static void WriteMissing(Utf8JsonWriter json, MissingReport missing)
    {
        json.WriteStartObject();
        json.WriteString("what"u8, missing.What);
        json.WriteString("why"u8, missing.Why);
        json.WriteEndObject();
    }

    private static void WriteCheck(Utf8JsonWriter json, NextCheck check)
    {
        json.WriteStartObject();
        json.WriteString("command"u8, check.Command);
        json.WriteString("where"u8, check.Where);
        json.WriteString("settles"u8, check.Settles);
        json.WriteEndObject();
    }

    internal static void WriteFix(Utf8JsonWriter json, FixStep step)
    {
        json.WriteStartObject();
        json.WriteString("title"u8, step.Title);
        json.WriteString("where"u8, step.Where);
        WriteList(json, "commands", step.Commands, WriteText);
        json.WriteString("note"u8, step.Note);
        json.WriteString("verify"u8, step.Verify);
        json.WriteEndObject();
    }

    internal static void WriteEvidence(Utf8JsonWriter json, IReadOnlyList<QuoteReport>? evidence)
    {
        if (evidence is null)
            json.WriteNull("evidence"u8);
        else
            WriteList(json, "evidence", evidence, WriteQuote);
    }

    private static void WriteQuote(Utf8JsonWriter json, QuoteReport quote)
    {
        json.WriteStartObject();
        json.WriteString("source"u8, quote.Source);
        json.WriteString("text"u8, quote.Text);
        WriteTime(json, "time", quote.Time);
        json.WriteEndObject();
    }

    internal static void WriteText(Utf8JsonWriter json, string text) => json.WriteStringValue(text);

    internal static void WriteInstant(Utf8JsonWriter json, DateTimeOffset time) => json.WriteStringValue(Times.Rfc3339(time));

    internal static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
            json.WriteString(name, Times.Rfc3339(value));
        else
            json.WriteNull(name);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    internal static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
    }
}
