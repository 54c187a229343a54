namespace Certrot.Kubernetes;

/// <summary>What is read of every CSR of a cluster, however many there are.</summary>
/// <param name="Name">Name.</param>
/// <param name="Uid">UID; null where missing.</param>
/// <param name="Created">When it was created, by the API server's clock, in UTC.</param>
/// <param name="SignerName"><c>spec.signerName</c>; empty where missing.</param>
/// <param name="Username"><c>spec.username</c>: who created it.</param>
/// <param name="State">How far it came.</param>
public sealed record CsrOutline(string Name, string? Uid, DateTimeOffset? Created, string SignerName, string Username, CsrState State);
