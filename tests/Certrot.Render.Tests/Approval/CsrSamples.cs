using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Approval;
using Certrot.Approval.Policy;
using Certrot.Render.Approval;
using Certrot.TestKit;
using Certrot.TestKit.Attacks;

namespace Certrot.Render.Tests.Approval;

/// <summary>CSRs of every sort that the outputs have to show, and each output as text.</summary>
internal static class CsrSamples
{
    // The version is a hash of the policy's text: goldens would change with each word of it.
    private static readonly ApprovalPolicy policy = AttackedCluster.Policy with { Name = "prod", Version = "0f1e2d3c4b5a" };

    // Keys and signatures are not shown: new ones with each run do no harm.
    public static IReadOnlyDictionary<string, CsrReview> All { get; } = new Dictionary<string, CsrReview>(StringComparer.Ordinal)
    {
        ["approve"] = Review("csr-4kx8d", 0, CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11"))),
        ["approve-renewal"] = Review("csr-9tz2p", 7, CsrBuilder.Renewal("worker-2").With(KubeletRequest.Client("worker-2"))),
        ["approve-joins"] = Review("csr-m5wqv", 40, CsrBuilder.Bootstrap().With(KubeletRequest.Client("worker-30")) with { ExpirationSeconds = 86_400 }),
        ["refuse"] = Review("csr-x7c2n", 180, CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1", "10.0.0.11", "10.96.0.1", "kubernetes.default.svc"))),
        ["refuse-not-yet"] = Review("csr-h2f6b", 3600, CsrBuilder.Serving("worker-2").With(KubeletRequest.Serving("worker-2", "worker-2", "10.0.0.77"))),
        ["wait"] = Review("csr-wq8rt", 15, CsrBuilder.Serving("worker-55").With(KubeletRequest.Serving("worker-55", "worker-55", "10.0.0.55"))),
        ["ignored"] = Review("csr-n3d9s", 86_400, CsrBuilder.Serving().With(KubeletRequest.Serving("worker-1", "worker-1")) with { SignerName = "example.com/database-client", Username = "system:serviceaccount:shop:default", Groups = ["system:serviceaccounts", "system:authenticated"] }),
        ["approved"] = Decided(Review("csr-b6k4j", 1200, CsrBuilder.Serving("worker-2").With(KubeletRequest.Serving("worker-2", "worker-2", "10.0.0.77"))), "Approved"),
        ["denied"] = Decided(Review("csr-z1y8g", 600, CsrBuilder.Serving("worker-2").With(KubeletRequest.Serving("worker-2", "worker-2", "127.0.0.1"))), "Denied"),
        ["unreadable"] = Review("csr-v0l3m", 5, CsrBuilder.Serving().WithPem("garbage")),
        ["long"] = Review("node-csr-" + new string('a', 43), 90, CsrBuilder.Serving("ip-10-0-0-155.eu-central-1.compute.internal").With(KubeletRequest.Serving("ip-10-0-0-155.eu-central-1.compute.internal", "ip-10-0-0-155.eu-central-1.compute.internal", "10.0.0.155", "2001:db8:1234:5678:9abc:def0:1234:5678"))),
        ["hostile"] = Review("csr-hostile", 90, CsrBuilder.Serving() with { Username = "system:node:\u001b[31mworker-1\u202e", Groups = ["system:nodes\n", "<script>"] }),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static string List(int width) => Written(w => CsrText.WriteList(w, [.. All.Values], AttackedCluster.Now, new RenderOptions { Width = width }));

    public static string Rules(string name, int width, bool verbose = false) => Written(w => CsrText.WriteRules(w, All[name], new RenderOptions { Width = width, Verbose = verbose }));

    public static string Json(string name) => Streamed(s => CsrJson.Write(s, All[name]));

    public static string ListJson() => Streamed(s => CsrJson.WriteList(s, [.. All.Values]));

    public static string Written(Action<TextWriter> write)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        write(writer);
        return writer.ToString();
    }

    private static string Streamed(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static CsrReview Review(string name, int age, CsrBuilder csr)
    {
        var item = (csr with { Name = name }).Build();
        item["metadata"]!["creationTimestamp"] = $"{AttackedCluster.Now.AddSeconds(-age):yyyy-MM-ddTHH:mm:ssZ}";
        var request = AttackedCluster.Case(item) with { Policy = policy };
        return new CsrReview(request, ApprovalJudge.Decide(request));
    }

    /// <summary>As <c>certrot csr explain</c> shows what is decided: with what each rule says of it.</summary>
    private static CsrReview Decided(CsrReview review, string condition)
    {
        var request = review.Case with { Object = review.Case.Object with { Csr = CsrObject.Read(WithCondition(review, condition)).Csr with { Request = review.Case.Request } } };
        return new CsrReview(request, ApprovalJudge.Decide(request) with { Rules = ApprovalJudge.LookBack(request) });
    }

    private static JsonElement WithCondition(CsrReview review, string condition)
    {
        var csr = review.Case.Csr;
        var item = (CsrBuilder.Serving(review.Case.Node) with { Name = csr.Meta.Name }).Build();
        item["metadata"]!["creationTimestamp"] = $"{csr.Meta.Created:yyyy-MM-ddTHH:mm:ssZ}";
        item["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = condition, ["status"] = "True", ["reason"] = "KubectlApprove", ["message"] = "by kubectl", ["lastUpdateTime"] = "2026-11-23T11:59:30Z" }) };
        return JsonSerializer.SerializeToElement(item);
    }
}
