namespace Certrot.Logs;

/// <summary>How a line is wrapped; the outermost wrapping counts.</summary>
internal enum LineFormat
{
    /// <summary>No wrapping that is known.</summary>
    Unknown,

    /// <summary>Text as klog writes it to a file or to standard error.</summary>
    Klog,

    /// <summary>klog with <c>--logging-format=json</c>.</summary>
    KlogJson,

    /// <summary><c>journalctl</c> as it prints by default.</summary>
    JournalShort,

    /// <summary><c>journalctl -o short-precise</c>.</summary>
    JournalShortPrecise,

    /// <summary><c>journalctl -o short-iso</c> or <c>short-iso-precise</c>, and rsyslog's file format.</summary>
    JournalShortIso,

    /// <summary><c>journalctl -o short-full</c>.</summary>
    JournalShortFull,

    /// <summary><c>journalctl -o short-unix</c>.</summary>
    JournalShortUnix,

    /// <summary><c>journalctl -o export</c>.</summary>
    JournalExport,

    /// <summary><c>journalctl -o json</c>.</summary>
    JournalJson,

    /// <summary>Docker's json-file driver.</summary>
    DockerJson,

    /// <summary>The log file of a CRI runtime.</summary>
    Cri,

    /// <summary>k3s' and RKE2's own lines.</summary>
    Logrus,

    /// <summary>A time in front of each line, as <c>kubectl logs --timestamps</c> prints it.</summary>
    Timestamped,

    /// <summary>The block of text that <c>systemctl status</c> prints above the log.</summary>
    SystemctlStatus,
}
