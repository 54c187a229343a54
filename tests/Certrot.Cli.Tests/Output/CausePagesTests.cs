using Certrot.Causes;
using Certrot.Render;
using Certrot.TestKit;

namespace Certrot.Cli.Tests.Output;

/// <summary>docs/causes is generated: CERTROT_UPDATE_GOLDEN=1 writes it, otherwise drift fails.</summary>
public sealed class CausePagesTests
{
    private const int Width = 120;

    private static string Folder => Path.Combine(Repository.Root, "docs", "causes");

    [Fact]
    public void The_pages_of_the_causes_are_up_to_date()
    {
        var pages = CauseCatalogue.All.ToDictionary(c => c.Id + ".md", Page, StringComparer.Ordinal);
        pages["README.md"] = Index();
        if (Environment.GetEnvironmentVariable("CERTROT_UPDATE_GOLDEN") == "1") Rewrite(pages);

        Assert.Equal(pages.Keys.Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.All(pages, p => Assert.Equal(p.Value, File.ReadAllText(Path.Combine(Folder, p.Key))));
    }

    [Fact]
    public void Every_id_is_one_word_of_the_public_contract()
    {
        Assert.Equal(61, CauseCatalogue.All.Count);
        Assert.All(CauseCatalogue.All, c => Assert.Matches("^[a-z][a-z0-9-]+$", c.Id));
        Assert.Equal(CauseCatalogue.All.Count, CauseCatalogue.All.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Consequences_are_labels()
    {
        Assert.All(CauseCatalogue.All, c => Assert.All(c.Consequences, id => Assert.NotNull(CauseCatalogue.Find(id))));
    }

    private static void Rewrite(Dictionary<string, string> pages)
    {
        Directory.CreateDirectory(Folder);
        foreach (var old in Directory.EnumerateFiles(Folder)) File.Delete(old);
        foreach (var (name, text) in pages) File.WriteAllText(Path.Combine(Folder, name), text);
    }

    private static string Page(Cause cause)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        CausePage.Write(writer, cause, Width);
        return writer.ToString();
    }

    private static string Index()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        CausePage.WriteIndex(writer);
        return writer.ToString();
    }
}
