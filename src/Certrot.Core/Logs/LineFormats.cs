namespace Certrot.Logs;

/// <summary>Names of the formats for people.</summary>
internal static class LineFormats
{
    /// <summary>What <see cref="LogDigest.Format"/> says.</summary>
    public static string NameOf(LineFormat format) => format switch
    {
        LineFormat.Klog => "klog",
        LineFormat.KlogJson => "klog json",
        LineFormat.JournalShort => "journald short",
        LineFormat.JournalShortPrecise => "journald short-precise",
        LineFormat.JournalShortIso => "journald short-iso",
        LineFormat.JournalShortFull => "journald short-full",
        LineFormat.JournalShortUnix => "journald short-unix",
        LineFormat.JournalExport => "journald export",
        LineFormat.JournalJson => "journald json",
        LineFormat.DockerJson => "docker json",
        LineFormat.Cri => "cri",
        LineFormat.Logrus => "logrus",
        LineFormat.Timestamped => "timestamped",
        LineFormat.SystemctlStatus => "systemctl status",
        _ => "unknown",
    };
}
