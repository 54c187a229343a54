namespace Certrot.ApiClient.Http;

/// <summary>A call failed. The message is in the words of kubectl, so that people and Certrot's own readers know it.</summary>
public sealed class ApiException : Exception
{
    /// <summary>The API server answered with an error.</summary>
    public ApiException(ApiStatus status)
        : base((status ?? throw new ArgumentNullException(nameof(status))).Message) => Status = status;

    /// <summary>There was no answer.</summary>
    public ApiException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>There was no answer that can be used.</summary>
    public ApiException(string message)
        : base(message)
    {
    }

    /// <summary>Without a message.</summary>
    public ApiException()
    {
    }

    /// <summary>The answer; null where there was none.</summary>
    public ApiStatus? Status { get; }

    /// <summary>Whether the API server knows the caller and refuses the call.</summary>
    public bool IsForbidden => Status?.Code == 403;

    /// <summary>Whether the thing does not exist.</summary>
    public bool IsNotFound => Status?.Code == 404;
}
