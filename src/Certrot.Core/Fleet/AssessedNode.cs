using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Fleet;

/// <summary>A node that was judged: its row, and what the row was made from, for the incidents.</summary>
/// <param name="Node">What was seen.</param>
/// <param name="Row">The row.</param>
/// <param name="Assessment">The answer.</param>
internal sealed record AssessedNode(ObservedNode Node, FleetNodeReport Row, Assessment Assessment);
