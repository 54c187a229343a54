namespace Certrot.Lab.Tests;

#pragma warning disable CA1711 // xunit calls it a collection.
/// <summary>Tests that share one live cluster, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LiveClusterCollection : ICollectionFixture<LiveCluster>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "live cluster";
}
