namespace Certrot.ApiClient.Config;

/// <summary>No connection can be made from what was given; the message says what is wrong, in which file, and what to do.</summary>
public sealed class ClientConfigException : Exception
{
    /// <summary>With a message.</summary>
    public ClientConfigException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and what it comes from.</summary>
    public ClientConfigException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a message.</summary>
    public ClientConfigException()
    {
    }
}
