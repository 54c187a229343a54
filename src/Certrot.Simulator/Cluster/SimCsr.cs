using System.Text.Json;

namespace Certrot.Simulator.Cluster;

/// <summary>A CertificateSigningRequest. Changed under the cluster's lock only.</summary>
internal sealed class SimCsr : SimObject
{
    /// <summary>Who created it.</summary>
    public required string Username { get; init; }

    /// <summary>Groups of who created it.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The signer.</summary>
    public required string SignerName { get; init; }

    /// <summary>The request, PEM.</summary>
    public required byte[] Request { get; init; }

    /// <summary>Usages.</summary>
    public required IReadOnlyList<string> Usages { get; init; }

    /// <summary>How long it is to be valid, as asked for; null where it is not.</summary>
    public int? ExpirationSeconds { get; init; }

    /// <summary>What was decided: type, reason, message, time.</summary>
    public List<(string Type, string Reason, string Message, DateTimeOffset Time)> Conditions { get; private set; } = new(1);

    /// <summary>The certificate, PEM; null where none was issued.</summary>
    public byte[]? Certificate { get; set; }

    /// <summary>Whether a condition is set.</summary>
    public bool Has(string condition) => Conditions.Exists(c => c.Type == condition);

    public override SimObject Snapshot()
    {
        var copy = (SimCsr)base.Snapshot();
        copy.Conditions = [.. Conditions];
        return copy;
    }

    public override void WriteBody(Utf8JsonWriter json, DateTimeOffset now)
    {
        json.WriteStartObject("spec"u8);
        json.WriteBase64String("request"u8, Request);
        json.WriteString("signerName"u8, SignerName);
        if (ExpirationSeconds is { } seconds) json.WriteNumber("expirationSeconds"u8, seconds);
        Texts(json, "usages", Usages);
        json.WriteString("username"u8, Username);
        Texts(json, "groups", Groups);
        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        if (Conditions.Count > 0)
        {
            json.WriteStartArray("conditions"u8);
            foreach (var (type, reason, message, time) in Conditions)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, type);
                json.WriteString("status"u8, "True");
                json.WriteString("reason"u8, reason);
                json.WriteString("message"u8, message);
                json.WriteString("lastUpdateTime"u8, Rfc3339(time));
                json.WriteString("lastTransitionTime"u8, Rfc3339(time));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (Certificate is not null) json.WriteBase64String("certificate"u8, Certificate);
        json.WriteEndObject();
    }

    public override IReadOnlyList<object?> Cells(DateTimeOffset now) =>
        [Name, Age(Created, now), SignerName, Username, ExpirationSeconds is { } seconds ? Diagnosis.Durations.Short(TimeSpan.FromSeconds(seconds)) : "<none>", Condition];

    public override string? Field(string path) => path == "spec.signerName" ? SignerName : null;

    private string Condition => (Has("Denied") ? "Denied" : Has("Approved") ? "Approved" : "Pending") + (Has("Failed") ? ",Failed" : "") + (Certificate is null ? "" : ",Issued");

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
