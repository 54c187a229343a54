using System.Text.RegularExpressions;

namespace Certrot.Logs;

/// <summary>
/// A wording that a component logs. A line matches when it holds at least one literal (ordinal) and, where there is an expression, the
/// expression matches too. The literals let a scanner pass over other lines without looking twice.
/// </summary>
/// <param name="Id">Stable name, such as <c>csr-create-failed</c>.</param>
/// <param name="Literals">Texts of which one must occur; each at least five characters of ASCII.</param>
/// <param name="Expression">Confirms the match; its named groups are kept as captures. Null where a literal alone decides.</param>
public sealed record LogPattern(string Id, IReadOnlyList<string> Literals, Regex? Expression = null);
