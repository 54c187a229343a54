namespace Certrot.Server.History;

/// <summary>What a recorder does at present.</summary>
public enum RecorderState
{
    /// <summary>It has not reached the database yet, or has lost it; what happens is kept in memory meanwhile.</summary>
    Disconnected,

    /// <summary>Another replica records.</summary>
    Following,

    /// <summary>It records.</summary>
    Leading,
}
