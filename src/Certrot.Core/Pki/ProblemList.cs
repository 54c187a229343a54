namespace Certrot.Pki;

/// <summary>Collects what is wrong with a request while it is read part by part.</summary>
internal sealed class ProblemList
{
    private readonly List<RequestProblem> problems;

    internal ProblemList(ProblemList? before = null) => problems = before is null ? [] : [.. before.problems];

    /// <summary>The part that is being read.</summary>
    internal RequestPart Part { get; set; }

    internal IReadOnlyList<RequestProblem> All => problems;

    internal void Add(string text) => problems.Add(new RequestProblem(Part, text));
}
