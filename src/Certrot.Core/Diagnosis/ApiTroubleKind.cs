namespace Certrot.Diagnosis;

/// <summary>How a call to the API server fails, from the wire up.</summary>
public enum ApiTroubleKind
{
    /// <summary>The name does not resolve.</summary>
    NameResolution,

    /// <summary>A proxy stands in between.</summary>
    Proxy,

    /// <summary>No TCP connection, or no answer on it.</summary>
    Unreachable,

    /// <summary>The API server's certificate is from a CA that the caller does not trust.</summary>
    UnknownAuthority,

    /// <summary>The API server's certificate is past its end.</summary>
    ServerExpired,

    /// <summary>The API server's certificate is not valid yet, by the caller's clock.</summary>
    ServerNotYetValid,

    /// <summary>The API server's certificate does not cover the name that was called.</summary>
    NotCovered,

    /// <summary>429, 5xx, etcd trouble.</summary>
    Overloaded,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>403 for system:anonymous.</summary>
    Anonymous,

    /// <summary>403 for another node's identity.</summary>
    OtherNode,

    /// <summary>403 for a named user.</summary>
    Forbidden,
}
