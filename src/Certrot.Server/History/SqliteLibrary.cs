using System.Runtime.InteropServices;
using SQLitePCL;

namespace Certrot.Server.History;

/// <summary>
/// SQLite's own library inside the program's one file. The file is not unpacked anywhere: a read-only root file system has no place for it, and it is needed by one command only.
/// </summary>
internal static partial class SqliteLibrary
{
    /// <summary>The resource; only the published program has it, else the library lies beside the program.</summary>
    private const string Resource = "libe_sqlite3.so";

    private static readonly Lock gate = new();
    private static bool isLoaded;

    /// <summary>Loads it, once.</summary>
    public static void Load()
    {
        lock (gate)
        {
            if (isLoaded) return;
            isLoaded = true;
            if (Embedded.Find(Resource) is { } embedded)
            {
                var library = FromMemory(embedded);
                NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : 0);
            }

            Batteries_V2.Init();
        }
    }

    /// <summary>A file that exists in memory only (memfd_create(2)), loaded by the name that /proc gives it.</summary>
    private static nint FromMemory(Stream embedded)
    {
        const uint closeOnExec = 1;
        using var file = new Microsoft.Win32.SafeHandles.SafeFileHandle(CreateMemoryFile(Resource, closeOnExec), ownsHandle: true);
        if (file.IsInvalid) throw new IOException($"SQLite cannot be loaded: memfd_create failed with error {Marshal.GetLastPInvokeError()}.");
        using (embedded)
        using (var memory = new FileStream(file, FileAccess.ReadWrite))
        {
            embedded.CopyTo(memory);
            memory.Flush();
            return NativeLibrary.Load($"/proc/self/fd/{file.DangerousGetHandle()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint CreateMemoryFile(string name, uint flags);
}
