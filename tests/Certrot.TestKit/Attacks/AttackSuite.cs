namespace Certrot.TestKit.Attacks;

/// <summary>
/// CSRs that nothing may approve: the incidents of other approvers and signers, what two parsers read differently, and what the holder of a node's credentials or of a
/// bootstrap token may try. They are judged against <see cref="AttackedCluster"/>.
/// </summary>
public static class AttackSuite
{
    private static readonly Lazy<Attack[]> all = new(() =>
    [
        .. SignerAttacks.All(), .. IdentityAttacks.All(), .. SubjectAttacks.All(), .. PemAttacks.All(), .. EncodingAttacks.All(), .. KeyAttacks.All(), .. UsageAttacks.All(),
        .. AltNameAttacks.All(), .. ReservedNameAttacks.All(), .. OwnershipAttacks.All(), .. BootstrapAttacks.All(),
    ]);

    /// <summary>All, in the order of their topics.</summary>
    public static IReadOnlyList<Attack> All => all.Value;
}
