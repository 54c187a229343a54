namespace Certrot.Collect.Bundle;

internal enum BundleEntryKind
{
    File,
    Directory,
    Link,

    /// <summary>A pipe, a device, a socket: never opened.</summary>
    Special,
}
