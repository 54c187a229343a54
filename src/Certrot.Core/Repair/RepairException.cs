namespace Certrot.Repair;

/// <summary>A step could not be done; the message says what failed and on what, in one sentence.</summary>
public sealed class RepairException : Exception
{
    /// <summary>Makes one.</summary>
    public RepairException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What failed, and on what.</param>
    public RepairException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What failed, and on what.</param>
    /// <param name="inner">Why.</param>
    public RepairException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
