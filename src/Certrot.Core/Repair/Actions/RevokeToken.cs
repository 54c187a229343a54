namespace Certrot.Repair.Actions;

/// <summary>Deletes the token that the repair made.</summary>
public sealed record RevokeToken : ClusterAction;
