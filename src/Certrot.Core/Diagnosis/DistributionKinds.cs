namespace Certrot.Diagnosis;

/// <summary>What distributions have in common.</summary>
internal static class DistributionKinds
{
    /// <summary>Whether the control plane is the provider's, out of the operator's reach.</summary>
    public static bool IsManaged(this Distribution distribution) => distribution is Distribution.Eks or Distribution.Aks or Distribution.Gke;
}
