namespace Certrot.Reports;

/// <summary>A CSR of the node.</summary>
/// <param name="Name">Name.</param>
/// <param name="Status">As <c>kubectl get csr</c> shows it, such as <c>Approved,Issued</c>.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Requestor">Who created it.</param>
public sealed record CsrReport(string Name, string Status, DateTimeOffset? Created, string Requestor);
