using Certrot.Diagnosis;

namespace Certrot.Fleet;

/// <summary>When a certificate counts as late although nothing has failed yet.</summary>
public sealed record Thresholds
{
    /// <summary>Late is what has a smaller share of its lifetime left than this. A kubelet renews when 10 to 30 % are left (client-go util/certificate/certificate_manager.go, nextRotationDeadline).</summary>
    public double Share { get; init; } = 0.1;

    /// <summary>Late is what ends within this time, whatever its lifetime; null where shares alone decide.</summary>
    public TimeSpan? Fixed { get; init; }

    /// <summary>Why a certificate is late, as a sentence; null where it is not, or its end is not known.</summary>
    /// <param name="state">The certificate.</param>
    /// <param name="lifetime">How long certificates are signed for, where only the end of this one is known; null where that is not known either.</param>
    /// <param name="now">When the scan began, UTC.</param>
    internal string? Late(CertificateState state, TimeSpan? lifetime, DateTimeOffset now)
    {
        if (state.NotAfter is not { } end) return null;
        var left = end - now;
        var name = state.Kind == CertificateKind.Client ? "client" : "serving";
        if (left <= TimeSpan.Zero) return $"The {name} certificate ended at {end:yyyy-MM-dd HH:mm:ss} UTC.";
        if (left < Fixed) return $"The {name} certificate ends at {end:yyyy-MM-dd HH:mm:ss} UTC, in {Durations.Short(left)}.";
        var whole = state.NotBefore is { } begin ? end - begin : lifetime;
        if (Fixed is not null || whole is null || left >= Share * whole) return null;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The {name} certificate has {100 * left / whole:0} % of its life left and was not renewed; it ends at {end:yyyy-MM-dd HH:mm:ss} UTC.");
    }
}
