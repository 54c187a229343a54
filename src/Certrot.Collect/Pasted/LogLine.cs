namespace Certrot.Collect.Pasted;

/// <summary>A line that a component logged, as far as it is needed to sort it.</summary>
/// <param name="ByWrapper">Owner that journald's identifier tells; <see cref="LogOwner.Unknown"/> where none does.</param>
/// <param name="ByFile">Owner that klog's file name tells.</param>
/// <param name="Host">Host that journald tells.</param>
/// <param name="Time">When it was logged.</param>
internal readonly record struct LogLine(LogOwner ByWrapper, LogOwner ByFile, string? Host, LooseTime? Time);
