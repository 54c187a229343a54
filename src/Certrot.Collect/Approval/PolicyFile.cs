using Certrot.Approval.Policy;

namespace Certrot.Collect.Approval;

/// <summary>A policy in a file, with the files that it names beside it.</summary>
public static class PolicyFile
{
    /// <summary>Larger than any policy.</summary>
    private const int MaxSize = 1 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file. Paths in it are relative to its folder.</param>
    /// <param name="problems">What is wrong; empty where all is well.</param>
    /// <returns>The policy; null with problems.</returns>
    public static ApprovalPolicy? Read(string path, out IReadOnlyList<PolicyProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return PolicyReader.Read(ReadBounded(path, MaxSize), path, other => ReadBounded(Path.Combine(folder, other), Certrot.Approval.Facts.InventoryReader.MaxSize + 1), out problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems = [new PolicyProblem(path, 1, $"cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}")];
            return null;
        }
    }

    /// <summary>Reads a file of limited size.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Most bytes.</param>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBounded(string path, int most)
    {
        if (Directory.Exists(path)) throw new IOException("it is a directory");
        using var file = File.OpenRead(path);
        if (file.CanSeek && file.Length > most) throw new IOException($"it is larger than {most >> 20} MiB");
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > most) throw new IOException($"it is larger than {most >> 20} MiB");
        }

        return content.ToArray();
    }
}
