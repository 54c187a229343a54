using System.Text.Json;
using Certrot.Evidence;
using Certrot.Text;

namespace Certrot.Kubernetes;

public static partial class ApiObjectReader
{
    /// <summary>
    /// Reads SubjectAccessReviews about resources of the whole cluster. A no that came about while an authorizer failed is no answer and is left out
    /// (k8s.io/api/authorization/v1, SubjectAccessReviewStatus.EvaluationError).
    /// </summary>
    /// <inheritdoc cref="Leases"/>
    public static List<AccessAnswer> AccessReviews(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["SubjectAccessReview"], ToAccessAnswer);

    private static AccessAnswer? ToAccessAnswer(JsonElement item, ReadContext context)
    {
        var spec = item.Object("spec"u8);
        var asked = spec.Object("resourceAttributes"u8);
        var status = item.Object("status"u8);
        if (asked.Text("verb"u8) is not { } verb || asked.Text("resource"u8) is not { } resource || status.Boolean("allowed"u8) is not { } allowed)
        {
            context.Report($"holds a SubjectAccessReview at line {context.Line} without a question or without an answer: ignored");
            return null;
        }

        var failed = status.Text("evaluationError"u8) is { Length: > 0 };
        if ((failed && !allowed) || asked.Text("namespace"u8) is { Length: > 0 }) return null;
        if (asked.Text("group"u8) is { Length: > 0 } group) resource = $"{resource}.{group}";
        if (NotEmpty(asked.Text("subresource"u8)) is { } sub) resource = $"{resource}/{sub}";
        else if (NotEmpty(asked.Text("name"u8)) is { } name) resource = $"{resource}/{name}";
        return new AccessAnswer(verb, resource, NotEmpty(spec.Text("user"u8)), spec.Texts("groups"u8), allowed, new Source(context.Path, context.Line), NotEmpty(status.Text("reason"u8)));
    }
}
