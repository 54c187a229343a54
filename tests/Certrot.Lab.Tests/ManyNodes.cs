namespace Certrot.Lab.Tests;

/// <summary>Tests that start a dozen kubelets and more take turns: together they would take all time from each other.</summary>
[CollectionDefinition(Name)]
public sealed class ManyNodes
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "many nodes";
}
