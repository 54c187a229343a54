namespace Certrot.Cli.Commands;

/// <summary>One case and its answer.</summary>
internal sealed record EvalResult(string Name, ExpectedResult Expected, string Cause, string? Certificate, string Confidence)
{
    /// <summary>Right is the expected cause with the expected certificate, or a cause that is acceptable as well.</summary>
    public bool Right => Cause == Expected.RootCause ? Certificate == Expected.Certificate : Expected.Acceptable.Contains(Cause);
}
