namespace Certrot.Simulator.Api;

/// <summary>An answer that is a Status.</summary>
internal sealed class ApiError(int code, string reason, string message) : Exception(message)
{
    /// <summary>HTTP code.</summary>
    public int Code { get; } = code;

    /// <summary>Reason, as metav1.StatusReason.</summary>
    public string Reason { get; } = reason;

    /// <summary>There is no such object.</summary>
    public static ApiError NotFound(string plural, string group, string name) => new(404, "NotFound", $"{plural}{(group.Length > 0 ? $".{group}" : "")} \"{name}\" not found");
}
