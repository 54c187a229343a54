using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.ApiClient.Http;
using Certrot.Collect.Gathered;
using Certrot.Collect.Redaction;
using Certrot.Kubernetes;
using Certrot.Rbac;

namespace Certrot.Collect.Cluster;

/// <summary>
/// Asks the API server itself who may do what with CSRs (SubjectAccessReview). Its answer counts every authorizer; roles and bindings tell RBAC alone. Where asking
/// is not allowed, they have to do.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="files">Takes the evidence.</param>
public sealed class AccessReviewCollector(KubernetesApi api, EvidenceFiles files)
{
    private const string File = "cluster/subjectaccessreviews.json";
    private const string Path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    /// <summary>Asks all questions at once.</summary>
    /// <exception cref="OperationCanceledException">The collection was cancelled.</exception>
    /// <exception cref="ApiClient.Config.ClientConfigException">There are no credentials.</exception>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        var questions = Questions(files.Node).ToList();
        var answers = new ConcurrentDictionary<int, byte[]>();
        // Where the first is refused, all are.
        if (!await AskAsync(0, questions[0], answers, cancellation).ConfigureAwait(false)) return;
        await Task.WhenAll(questions.Skip(1).Select((q, i) => AskAsync(i + 1, q, answers, cancellation))).ConfigureAwait(false);
        files.Add(File, ApiObjectWriter.List(answers.OrderBy(a => a.Key).Select(a => a.Value), "authorization.k8s.io/v1", "SubjectAccessReview"));
    }

    /// <summary>What the causes ask of RBAC: the node's own rights, and those of kube-controller-manager's account that approves and signs.</summary>
    private static IEnumerable<(Identity Who, AccessRequest What)> Questions(string node)
    {
        foreach (var request in new[] { CsrAccess.SelfNodeClient, CsrAccess.NodeClient, CsrAccess.CreateCsr }) yield return (Identity.Node(node), request);
        var controller = Identity.ServiceAccount("kube-system", "certificate-controller");
        foreach (var request in new[]
        {
            CsrAccess.Approve(SignerNames.KubeletClient), CsrAccess.UpdateApproval, CsrAccess.Sign(SignerNames.KubeletClient), CsrAccess.Sign(SignerNames.KubeletServing), CsrAccess.UpdateStatus,
        }) yield return (controller, request);
    }

    private async Task<bool> AskAsync(int number, (Identity Who, AccessRequest What) question, ConcurrentDictionary<int, byte[]> answers, CancellationToken cancellation)
    {
        try
        {
            answers[number] = await api.PostAsync(Path, Review(question.Who, question.What), repeat: true, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ApiException)
        {
            // Roles and bindings tell the same of RBAC, and say what was not collected.
            return false;
        }
    }

    private static byte[] Review(Identity who, AccessRequest what)
    {
        var attributes = new JsonObject { ["verb"] = what.Verb, ["group"] = what.ApiGroup, ["resource"] = what.Resource };
        if (what.Subresource is { } sub) attributes["subresource"] = sub;
        if (what.Name is { } name) attributes["name"] = name;
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SubjectAccessReview",
            ["spec"] = new JsonObject { ["user"] = who.Username, ["groups"] = new JsonArray([.. who.Groups.Select(g => JsonValue.Create(g))]), ["resourceAttributes"] = attributes },
        };
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) review.WriteTo(json);
        return buffer.ToArray();
    }
}
