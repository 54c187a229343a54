using System.Net;

namespace Certrot.Server.Web;

/// <summary>How the server is reached, and what it says of itself.</summary>
public sealed record ServerOptions
{
    /// <summary>Where it listens; port 0 for any.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }
}
