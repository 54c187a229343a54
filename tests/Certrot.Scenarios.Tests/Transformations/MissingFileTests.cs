using Certrot.Causes;
using Certrot.TestKit.Transformations;

namespace Certrot.Scenarios.Tests.Transformations;

/// <summary>Less evidence may give a less certain answer, an effect of the cause, or the other cause that there is; never an unrelated one that is called certain.</summary>
[Trait("needs", "minutes")]
public sealed class MissingFileTests
{
    public static TheoryData<string> Names => [.. BundleCase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_single_file_makes_the_answer_confidently_wrong_by_its_absence(string name)
    {
        var original = BundleCase.Find(name);
        using var folder = new BundleFolder(original.Files);
        var effects = CauseCatalogue.Find(original.Answer.RootCause.Id)!.Consequences;
        var wrong = new List<string>();
        foreach (var path in original.Files.Keys.Where(p => p != "bundle.json"))
        {
            var file = Path.Combine(folder.Path, path);
            File.Move(file, Path.Combine(folder.Path, "aside"));
            var root = BundleFolder.Diagnose(folder.Path).RootCause;
            File.Move(Path.Combine(folder.Path, "aside"), file);
            var right = root.Id == original.Answer.RootCause.Id || original.AlsoRight.Contains(root.Id) || effects.Contains(root.Id) || original.Answer.OtherCauses.Any(c => c.Id == root.Id);
            if (!right && root.Confidence == "confirmed" && CauseCatalogue.Find(root.Id)!.Kind == CauseKind.Core) wrong.Add($"without {path}: {root.Id}");
        }

        Assert.True(wrong.Count == 0, $"{original.Answer.RootCause.Id} became {string.Join(", ", wrong)}");
    }
}
