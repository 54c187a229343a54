using Certrot.Causes;
using Certrot.Reports;

namespace Certrot.Fleet;

/// <summary>A node that was judged: its row, and what tells its incident. What it was judged by is large, and worked out anew for the few that are shown.</summary>
/// <param name="Node">What was seen.</param>
/// <param name="Row">The row.</param>
/// <param name="Cause">The root cause that the engine found.</param>
/// <param name="Verdict">The engine's verdict.</param>
/// <param name="Certificate">The certificate that the cause concerns: <c>client</c>, <c>serving</c> or null.</param>
internal sealed record AssessedNode(ObservedNode Node, FleetNodeReport Row, Cause Cause, string Verdict, string? Certificate);
