namespace Certrot.Collect.Pasted;

/// <summary>What a line of pasted text is, before its content is looked at.</summary>
internal enum PastedLineKind
{
    /// <summary>Output, a log line or prose.</summary>
    Text,

    /// <summary>Nothing but white space.</summary>
    Blank,

    /// <summary>A Markdown fence or the like.</summary>
    Fence,

    /// <summary>A shell command, with or without its prompt.</summary>
    Command,
}
