using System.Text.Json;

namespace Certrot.Simulator.Cluster;

/// <summary>An object of the API. It is written when it is asked for: half a million CSRs as JSON would not fit.</summary>
internal abstract class SimObject
{
    /// <summary>Namespace; empty for what has none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>UID.</summary>
    public string Uid { get; init; } = Guid.NewGuid().ToString();

    /// <summary>When it was created, simulated time, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The version of its last change.</summary>
    public long Version { get; set; }

    /// <summary>Labels.</summary>
    public virtual IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes spec, status and what else there is; metadata are written already.</summary>
    public abstract void WriteBody(Utf8JsonWriter json, DateTimeOffset now);

    /// <summary>The cells of its row, by the columns of its kind.</summary>
    public abstract IReadOnlyList<object?> Cells(DateTimeOffset now);

    /// <summary>A field that selectors can ask for, besides metadata; null where it has none of that name.</summary>
    public virtual string? Field(string path) => null;

    /// <summary>The object as it is now: a watch tells what was, and not what has become of it since.</summary>
    public virtual SimObject Snapshot() => (SimObject)MemberwiseClone();

    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="now">Simulated time, UTC.</param>
    /// <param name="apiVersion">Its apiVersion; null where it is part of a list, which tells it.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="bodiless">Whether metadata alone are wanted.</param>
    public void Write(Utf8JsonWriter json, DateTimeOffset now, string? apiVersion, string kind, bool bodiless = false)
    {
        json.WriteStartObject();
        if (apiVersion is not null)
        {
            json.WriteString("kind"u8, kind);
            json.WriteString("apiVersion"u8, apiVersion);
        }

        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, Name);
        if (Namespace.Length > 0) json.WriteString("namespace"u8, Namespace);
        json.WriteString("uid"u8, Uid);
        json.WriteString("resourceVersion"u8, Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("creationTimestamp"u8, Rfc3339(Created));
        if (Labels.Count > 0)
        {
            json.WriteStartObject("labels"u8);
            foreach (var (name, value) in Labels) json.WriteString(name, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (!bodiless) WriteBody(json, now);
        json.WriteEndObject();
    }

    /// <summary>metav1.Time: whole seconds.</summary>
    protected static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>metav1.MicroTime.</summary>
    protected static string Micro(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An age as kubectl's columns show it (k8s.io/apimachinery/pkg/util/duration).</summary>
    protected static string Age(DateTimeOffset since, DateTimeOffset now) => Diagnosis.Durations.Short(now - since);
}
