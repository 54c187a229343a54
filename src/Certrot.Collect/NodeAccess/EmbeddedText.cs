using System.Reflection;
using System.Text;

namespace Certrot.Collect.NodeAccess;

/// <summary>Scripts that are part of the program.</summary>
public static class EmbeddedText
{
    /// <summary>Reads a text, in UTF-8.</summary>
    /// <param name="assembly">The assembly that it is in.</param>
    /// <param name="name">Its name there.</param>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public static string Read(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
