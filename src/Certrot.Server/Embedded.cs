namespace Certrot.Server;

/// <summary>Files inside the program.</summary>
internal static class Embedded
{
    /// <summary>Opens one that is there.</summary>
    public static Stream Open(string name) => Find(name) ?? throw new InvalidOperationException($"the program lacks its resource {name}");

    /// <summary>Opens one; null where there is none of that name.</summary>
    public static Stream? Find(string name) => typeof(Embedded).Assembly.GetManifestResourceStream(name);
}
