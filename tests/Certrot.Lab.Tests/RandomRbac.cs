using System.Text.Json.Nodes;
using Certrot.Rbac;
using static Certrot.Lab.Tests.RbacManifest;

namespace Certrot.Lab.Tests;

/// <summary>Roles, bindings and questions drawn from few words, so that they often nearly match. The same seed gives the same.</summary>
internal sealed class RandomRbac
{
    private const int Users = 60;
    private const int Groups = 30;
    private const int Accounts = 20;

    private static readonly string[] Verbs = ["get", "create", "update", "approve", "*"];
    private static readonly string[] ApiGroups = ["core", "certificates.k8s.io", "apps", "*"];
    private static readonly string[] Resources = ["pods", "signers", "csrs", "csrs/status", "csrs/approval", "pods/status", "*/status", "*/approval", "pods/*", "*"];
    private static readonly string[] Names = ["", "", "a", "b", "a b", "example.com/*", "*"];
    private static readonly string[] AskedNames = ["", "a", "b", "example.com/*", "example.com/a", "*"];

    private readonly Random _random;

    public RandomRbac(int seed, int roles, int questions)
    {
        _random = new Random(seed);
        Objects = [.. Enumerable.Range(0, roles).SelectMany(RoleAndBindings)];
        Questions = [.. Enumerable.Range(0, questions).Select(_ => new AccessQuestion(Who(), What()))];
    }

    public IReadOnlyList<JsonObject> Objects { get; }

    public IReadOnlyList<AccessQuestion> Questions { get; }

    private IEnumerable<JsonObject> RoleAndBindings(int number)
    {
        var name = $"random-{number}";
        // One in ten is bound and does not exist.
        if (_random.Next(10) > 0)
            yield return Role(name, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => RandomRule())]);
        for (var i = _random.Next(1, 4); i > 0; i--)
            yield return Binding($"{name}-{i}", name, [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Subject())]);
    }

    private JsonObject RandomRule()
    {
        // The core group is the empty string and cannot stand among words.
        var groups = Pick(ApiGroups);
        return Rule(Some(Verbs), groups, Some(Resources), Pick(Names));
    }

    private string Subject() => _random.Next(4) switch
    {
        0 or 1 => $"user:u{_random.Next(Users)}",
        2 => $"group:g{_random.Next(Groups)}",
        _ => $"sa:lab/s{_random.Next(Accounts)}",
    };

    private Identity Who()
    {
        if (_random.Next(4) == 0)
            return Identity.ServiceAccount("lab", $"s{_random.Next(Accounts)}");
        // Users are also called like groups and the other way round.
        string[] groups = [.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => $"{Pick(["g", "g", "u"])}{_random.Next(Groups)}")];
        return new Identity($"{Pick(["u", "u", "u", "g"])}{_random.Next(Users)}", groups);
    }

    private AccessRequest What()
    {
        var resource = Pick(["pods", "signers", "csrs"]);
        var group = Pick(["", "certificates.k8s.io", "apps"]);
        var subresource = Pick(["", "", "status", "approval", "*"]);
        return new AccessRequest(Pick(["get", "create", "update", "approve"]), group, resource, subresource, Pick(AskedNames));
    }

    /// <summary>One to three words; the last one is "everything" and comes seldom.</summary>
    private string Some(string[] words) => string.Join(' ', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Pick(words)).Distinct());

    private string Pick(string[] words)
    {
        var word = words[_random.Next(words.Length)];
        return word == "*" && _random.Next(3) > 0 ? words[0] : word;
    }
}
