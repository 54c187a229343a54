using Certrot.Rbac;

namespace Certrot.Lab.Tests;

public sealed record AccessQuestion(Identity Who, AccessRequest What)
{
    public override string ToString() =>
        $"{Who.Username} [{string.Join(' ', Who.Groups)}]: {What.Verb} {What.ApiGroup}/{What.Resource}/{What.Subresource} name={What.Name}";
}
