namespace Certrot.Render.Prometheus;

/// <summary>Types of metric families that Certrot has.</summary>
public enum MetricKind
{
    /// <summary>A value that goes up and down.</summary>
    Gauge,

    /// <summary>A count that only grows; its name ends in <c>_total</c>.</summary>
    Counter,

    /// <summary>Counts by upper bounds, with their sum and number.</summary>
    Histogram,
}
