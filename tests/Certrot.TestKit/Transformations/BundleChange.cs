namespace Certrot.TestKit.Transformations;

/// <summary>What <see cref="BundleTransformation"/> changes in a bundle. None of it may change a diagnosis.</summary>
/// <param name="Nodes">Whether nodes get other names.</param>
/// <param name="Csrs">Whether CSRs with generated names get other names.</param>
/// <param name="Addresses">Whether IPv4 addresses become others; networks stay networks around them.</param>
/// <param name="Shift">Added to all times; whole seconds.</param>
public sealed record BundleChange(bool Nodes = false, bool Csrs = false, bool Addresses = false, TimeSpan Shift = default);
