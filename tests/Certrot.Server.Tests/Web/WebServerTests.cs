using System.Net;
using System.Text.Json;

namespace Certrot.Server.Tests.Web;

public sealed class WebServerTests(Served served) : IClassFixture<Served>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clusters_come_with_their_incidents_and_a_forecast()
    {
        var document = await JsonAsync("/api/v1/clusters");

        Assert.True(document.GetProperty("leader").GetBoolean());
        var cluster = document.GetProperty("clusters")[0];
        Assert.Equal(("simulated", "failing", 2), (cluster.GetProperty("context").GetString(), cluster.GetProperty("verdict").GetString(), cluster.GetProperty("counts").GetProperty("failing").GetInt32()));
        var incident = cluster.GetProperty("incidents")[0];
        Assert.Equal(("csr-denied-by-approver", 2), (incident.GetProperty("cause").GetProperty("id").GetString(), incident.GetProperty("nodes").GetArrayLength()));
        Assert.NotEqual(JsonValueKind.Null, incident.GetProperty("since").ValueKind);
        Assert.Equal(56, cluster.GetProperty("forecast").GetArrayLength());
    }

    [Fact]
    public async Task Nodes_are_paged_searched_and_filtered_worst_first()
    {
        var all = await JsonAsync("/api/v1/clusters/simulated/nodes?limit=20");
        var rest = await JsonAsync("/api/v1/clusters/simulated/nodes?limit=20&offset=20");
        var failing = await JsonAsync("/api/v1/clusters/simulated/nodes?verdict=failing,at-risk");
        var found = await JsonAsync("/api/v1/clusters/simulated/nodes?search=CSR-DENIED");

        Assert.Equal((20, 20), (all.GetProperty("nodes").GetArrayLength(), all.GetProperty("next").GetInt32()));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
        Assert.Equal("failing", all.GetProperty("nodes")[0].GetProperty("verdict").GetString());
        Assert.NotEqual(JsonValueKind.Null, all.GetProperty("nodes")[0].GetProperty("failingSince").ValueKind);
        Assert.Equal((2, 2), (failing.GetProperty("total").GetInt32(), found.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task A_node_has_its_incident_its_history_and_a_fresh_report_in_every_form()
    {
        var name = (await JsonAsync("/api/v1/clusters/simulated/nodes?verdict=failing")).GetProperty("nodes")[0].GetProperty("name").GetString();

        var node = await JsonAsync($"/api/v1/clusters/simulated/nodes/{name}");
        var history = await JsonAsync($"/api/v1/clusters/simulated/nodes/{name}/history");
        var report = await JsonAsync($"/api/v1/clusters/simulated/nodes/{name}/report");
        using var text = await served.Http.GetAsync(new Uri($"/api/v1/clusters/simulated/nodes/{name}/report?format=text&width=80", UriKind.Relative), Cancellation);
        using var html = await served.Http.GetAsync(new Uri($"/api/v1/clusters/simulated/nodes/{name}/report?format=html", UriKind.Relative), Cancellation);
        using var bundle = await served.Http.GetAsync(new Uri($"/api/v1/clusters/simulated/nodes/{name}/bundle", UriKind.Relative), Cancellation);

        Assert.Equal("csr-denied-by-approver", node.GetProperty("incident").GetProperty("cause").GetProperty("id").GetString());
        Assert.Equal(name, history.GetProperty("transitions")[0].GetProperty("node").GetString());
        Assert.Equal(("DiagnosisReport", "csr-denied-by-approver"), (report.GetProperty("kind").GetString(), report.GetProperty("rootCause").GetProperty("id").GetString()));
        Assert.StartsWith("FAILING: ", await text.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("failing", text.Headers.GetValues("Certrot-Verdict").Single());
        Assert.Contains("sandbox", html.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var packed = await bundle.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal((0x1f, 0x8b), (packed[0], packed[1]));
    }

    [Fact]
    public async Task Csrs_come_with_what_the_policy_says()
    {
        var csrs = (await JsonAsync("/api/v1/clusters/simulated/csrs")).GetProperty("items");

        Assert.Contains(csrs.EnumerateArray(), c => c.GetProperty("condition").GetString() == "Denied" && c.GetProperty("signer").GetString() == "kubernetes.io/kube-apiserver-client-kubelet");
    }

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/fleet?verdict=failing", "text/html; charset=utf-8")]
    [InlineData("/incidents", "text/html; charset=utf-8")]
    [InlineData("/csrs", "text/html; charset=utf-8")]
    [InlineData("/history", "text/html; charset=utf-8")]
    [InlineData("/clusters/arn:aws:eks:eu%2Fone/nodes/node-00001", "text/html; charset=utf-8")]
    [InlineData("/assets/app.js", "text/javascript; charset=utf-8")]
    [InlineData("/assets/app.css", "text/css; charset=utf-8")]
    [InlineData("/assets/icon.svg", "image/svg+xml")]
    [InlineData("/assets/licenses.txt", "text/plain; charset=utf-8")]
    [InlineData("/docs/alerts.md", "text/plain; charset=utf-8")]
    [InlineData("/docs/causes/README.md", "text/plain; charset=utf-8")]
    [InlineData("/docs/causes/kcm-down.md", "text/plain; charset=utf-8")]
    public async Task Pages_are_there(string path, string type)
    {
        using var answer = await served.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.GetValues("Content-Type").Single()));
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("/api/v1/clusters/nowhere/nodes", HttpStatusCode.NotFound, "no cluster is called nowhere; there are: simulated.")]
    [InlineData("/api/v1/clusters/simulated/nodes/nobody", HttpStatusCode.NotFound, "simulated has no node nobody.")]
    [InlineData("/api/v1/clusters/simulated/nodes/nobody/report", HttpStatusCode.NotFound, "simulated has no node nobody.")]
    [InlineData("/api/v1/clusters/simulated/nodes/..%2F..%2Fsecrets/report", HttpStatusCode.NotFound, "simulated has no node ../../secrets.")]
    [InlineData("/api/v1/clusters/simulated/nodes?limit=0", HttpStatusCode.BadRequest, "offset is a number from 0, and limit one from 1 to 5000.")]
    [InlineData("/api/v1/clusters/simulated/nodes?limit=99999999999999999999", HttpStatusCode.BadRequest, "offset is a number from 0, and limit one from 1 to 5000.")]
    [InlineData("/api/v1/clusters/simulated/nodes?offset=-1", HttpStatusCode.BadRequest, "offset is a number from 0, and limit one from 1 to 5000.")]
    [InlineData("/api/v1/history?limit=1001", HttpStatusCode.BadRequest, "before is the number of a transition, and limit a number from 1 to 1000.")]
    [InlineData("/api/v1/clusters/simulated/nodes/node-00001/report?format=pdf", HttpStatusCode.BadRequest, "format is one of text, json, yaml, markdown, html, and width a number up to 500.")]
    [InlineData("/assets/..%2Findex.html", HttpStatusCode.NotFound, "there is no file ../index.html.")]
    [InlineData("/docs/causes/nothing.md", HttpStatusCode.NotFound, "there is no page nothing.md; all are listed on /docs/causes/README.md.")]
    [InlineData("/api/v2/clusters", HttpStatusCode.NotFound, "there is nothing of this name; the API is below /api/v1.")]
    public async Task What_is_asked_wrongly_is_told(string path, HttpStatusCode code, string error)
    {
        using var answer = await served.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(code, answer.StatusCode);
        Assert.Equal(error, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("Host", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Host", "localhost", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task Pages_of_other_sites_get_no_answer(string header, string value, HttpStatusCode code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Address, "/api/v1/clusters"));
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await served.Http.SendAsync(request, Cancellation);

        Assert.Equal(code, answer.StatusCode);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("PUT")]
    public async Task Nothing_can_be_changed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(served.Address, "/api/v1/clusters/simulated/nodes/node-00001"));

        using var answer = await served.Http.SendAsync(request, Cancellation);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound });
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await served.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }
}
