using System.Text.RegularExpressions;

namespace Certrot.Logs;

/// <summary>
/// A wording that a component logs. A line matches when it holds at least one literal (ordinal) and, where there is an expression, the
/// expression matches too. The literals let a scanner pass over other lines without looking twice.
/// </summary>
/// <param name="Id">Stable name, such as <c>csr-create-failed</c>.</param>
/// <param name="Literals">Texts of which one must occur; each at least five characters of ASCII.</param>
/// <param name="MakeExpression">
/// Gives the expression that confirms the match; its named groups are kept as captures. Null where a literal alone decides. A function, because most
/// expressions are never needed: making all of them would double the time that a small bundle takes.
/// </param>
public sealed record LogPattern(string Id, IReadOnlyList<string> Literals, Func<Regex>? MakeExpression = null)
{
    /// <summary>The expression; null where a literal alone decides.</summary>
    public Regex? Expression => MakeExpression?.Invoke();
}
