namespace Certrot.Logs;

/// <summary>Signs of a start. One start shows several of them, each once.</summary>
[Flags]
internal enum RunSignals
{
    /// <summary>None: the log began in the middle of the run.</summary>
    None = 0,

    /// <summary>The machine was booted (<c>journalctl</c> prints a line between boots).</summary>
    Boot = 1,

    /// <summary>systemd started the unit.</summary>
    Unit = 2,

    /// <summary>A process id that was not seen before.</summary>
    Process = 4,

    /// <summary>The process printed its flags.</summary>
    Flags = 8,

    /// <summary>The process printed its version.</summary>
    Version = 16,

    /// <summary>k3s or RKE2 said that it starts.</summary>
    Distribution = 32,
}
