using Certrot.Evidence;
using Certrot.Text;

namespace Certrot.Kubernetes;

/// <summary>What converting the objects of one file shares.</summary>
internal sealed class ReadContext(string path)
{
    private const int MaxReports = 10;

    private readonly List<string> reports = [];
    private int more;

    /// <summary>Path inside the bundle.</summary>
    public string Path { get; } = path;

    /// <summary>Line where the current object begins.</summary>
    public int Line { get; set; }

    /// <summary>Texts that many objects share.</summary>
    public SharedValues<string> Strings { get; } = new();

    /// <summary>Lists that many objects share.</summary>
    public SharedValues<IReadOnlyList<string>> Lists { get; } = new();

    /// <summary>Notes what is wrong with an object, as a sentence without its subject, the file.</summary>
    public void Report(string message)
    {
        if (reports.Count < MaxReports)
            reports.Add(message);
        else
            more++;
    }

    /// <summary>Hands over what was noted: the first ten, and how many there are more.</summary>
    public void Flush(ICollection<ReadProblem> problems)
    {
        foreach (var report in reports)
            problems.Add(new ReadProblem(Path, $"{Path} {report}"));
        if (more > 0)
            problems.Add(new ReadProblem(Path, $"{Path} has {more} more problems of this sort: not listed"));
    }
}
