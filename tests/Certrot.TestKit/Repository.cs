namespace Certrot.TestKit;

/// <summary>Folders of the repository that the tests run in.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Scenarios => Path.Combine(Root, "tests", "scenarios");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Certrot.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Certrot.slnx is not above the tests");
    }
}
