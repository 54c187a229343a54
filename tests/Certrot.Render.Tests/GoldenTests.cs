using System.Text;
using Certrot.TestKit;

namespace Certrot.Render.Tests;

/// <summary>Outputs as they were last looked at by a person. CERTROT_UPDATE_GOLDEN=1 writes them anew.</summary>
public sealed class GoldenTests
{
    // What is long only because a text is repeated is left to the other tests.
    public static TheoryData<string> Names => [.. Samples.All.Keys.Where(name => name != "long")];

    [Theory, MemberData(nameof(Names))]
    public void Text_is_as_reviewed(string name)
    {
        Compare(name + ".80.txt", Samples.Text(Samples.All[name], 80));
        Compare(name + ".200.txt", Samples.Text(Samples.All[name], 200));
        Compare(name + ".short.80.txt", Samples.Text(Samples.All[name], 80, verbose: false));
    }

    [Theory, MemberData(nameof(Names))]
    public void Markdown_is_as_reviewed(string name) => Compare(name + ".md", Samples.Markdown(Samples.All[name]));

    [Theory, MemberData(nameof(Names))]
    public void Html_is_as_reviewed(string name) => Compare(name + ".html", Samples.Html(Samples.All[name]));

    [Theory, MemberData(nameof(Names))]
    public void Json_is_as_reviewed(string name) => Compare(name + ".json", Samples.Json(Samples.All[name]));

    [Theory, MemberData(nameof(Names))]
    public void Yaml_is_as_reviewed(string name) => Compare(name + ".yaml", Samples.Yaml(Samples.All[name]));

    internal static void Compare(string file, string actual)
    {
        var path = Path.Combine(Repository.Root, "tests", "Certrot.Render.Tests", "Golden", file);
        if (Environment.GetEnvironmentVariable("CERTROT_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
