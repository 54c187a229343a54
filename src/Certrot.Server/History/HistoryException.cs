namespace Certrot.Server.History;

/// <summary>The database cannot be used: what is wrong with it, and what to do, in one line.</summary>
/// <param name="message">The line.</param>
/// <param name="inner">What caused it.</param>
public sealed class HistoryException(string message, Exception? inner = null) : Exception(message, inner);
