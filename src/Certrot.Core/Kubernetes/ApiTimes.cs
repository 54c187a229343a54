using System.Globalization;

namespace Certrot.Kubernetes;

/// <summary>Times as the API server takes them: RFC 3339, in UTC.</summary>
public static class ApiTimes
{
    /// <summary>Whole seconds, such as <c>2026-11-22T05:37:47Z</c> (apimachinery, pkg/apis/meta/v1/time.go, Time).</summary>
    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Microseconds, such as <c>2026-11-22T05:37:47.000000Z</c> (apimachinery, pkg/apis/meta/v1/micro_time.go, MicroTime).</summary>
    public static string Microseconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
