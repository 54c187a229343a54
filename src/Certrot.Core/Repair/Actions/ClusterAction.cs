namespace Certrot.Repair.Actions;

/// <summary>A call of the API server.</summary>
public abstract record ClusterAction : RepairAction;
