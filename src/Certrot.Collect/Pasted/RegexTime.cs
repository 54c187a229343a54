namespace Certrot.Collect.Pasted;

/// <summary>How long an expression may look at one line: pasted text is not trusted.</summary>
internal static class RegexTime
{
    /// <summary>Limit in milliseconds; a line that takes longer is passed over.</summary>
    public const int Limit = 1_000;
}
