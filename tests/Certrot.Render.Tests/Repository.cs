namespace Certrot.Render.Tests;

/// <summary>Files of the source tree.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Certrot.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("Certrot.slnx is not above " + AppContext.BaseDirectory);
    }
}
