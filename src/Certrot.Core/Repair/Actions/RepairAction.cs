namespace Certrot.Repair.Actions;

/// <summary>Something that Certrot does itself.</summary>
public abstract record RepairAction;
