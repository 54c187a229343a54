using System.Text.Json.Nodes;

namespace Certrot.Lab.Tests;

/// <summary>Thirty kinds of secrets where they are found in the wild: in logs, kubeconfigs, certificate files, command lines and API objects.</summary>
internal sealed class PlantedSecrets
{
    private readonly List<string> secrets = [];

    private readonly List<string> logLines = [];

    private PlantedSecrets()
    {
    }

    /// <summary>Every planted value.</summary>
    public IReadOnlyList<string> All => secrets;

    /// <summary>Plants them in a node and its cluster.</summary>
    public static async Task<PlantedSecrets> PlantAsync(KubeletNode node, ControlPlane plane)
    {
        var planted = new PlantedSecrets();
        planted.InLog();
        await File.AppendAllLinesAsync(node.KubeletLog, planted.logLines);
        planted.InFiles(node);
        await planted.InApiAsync(plane);
        return planted;
    }

    private string Secret(string value)
    {
        secrets.Add(value);
        return value;
    }

    private void InLog()
    {
        Log($"Authorization: Bearer {Secret("sha256~Zk3vX9plantedBearer01")}");
        Log($"authorization: bearer {Secret("plantedLowerBearer02xyz")}");
        Log($"Authorization: Basic {Secret("cGxhbnRlZDpiYXNpYzAz")}");
        Log($"token eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.{Secret("eyJwbGFudGVkIjoiand0MDQifQ")}.{Secret("c2lnbmF0dXJlUGxhbnRlZDA1")}");
        Log($"bootstrap with token abcdef.{Secret("q1w2e3r4t5y6u7i8")}");
        Log($"--token={Secret("plantedFlagToken06")} --v=2");
        Log($"--bootstrap-token zyxwvu.{Secret("a9s8d7f6g5h4j3k2")}");
        Log($"password={Secret("plantedPassword07")}");
        Log($"passwd: {Secret("plantedPasswd08")}");
        Log($"GET https://admin:{Secret("plantedUrlPass09")}@registry.example/v2/");
        Log($"http_proxy=http://proxyuser:{Secret("plantedProxyPass10")}@10.0.0.9:3128");
        Log($"client_secret={Secret("plantedClientSecret11")}");
        Log($"client-secret: \"{Secret("plantedClientSecret12")}\"");
        Log($"aws_secret_access_key access_key={Secret("plantedAccessKey13")}");
        Log($"{{\"token\":\"{Secret("plantedJsonToken14")}\"}}");
        Log($"token: {Secret("plantedYamlToken15")}");
        Log($"api_key={Secret("plantedApiKey16")}");
        Log("-----BEGIN RSA PRIVATE KEY-----");
        logLines.Add(Secret("TUlJRXBBSUJBQUtDQVFFQXBsYW50ZWRSc2FLZXkxNw"));
        logLines.Add("-----END RSA PRIVATE KEY-----");
        Log($"key -----BEGIN EC PRIVATE KEY-----\\n{Secret("TUhjQ0FRRUVJUGxhbnRlZEVjS2V5MTg")}\\n-----END EC PRIVATE KEY----- end");
        Log($"client-key-data: {Secret("cGxhbnRlZENsaWVudEtleURhdGExOQ==")}");
    }

    private void Log(string text) => logLines.Add($"I1127 00:00:00.000000    1 planted.go:1] {text}");

    private void InFiles(KubeletNode node)
    {
        File.WriteAllText(Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf"), $$"""
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [{name: c, cluster: {server: "https://10.0.0.1:6443", proxy-url: "http://u:{{Secret("plantedProxyUrl20")}}@p:1"} }]
            contexts: [{name: c, context: {cluster: c, user: c} }]
            users:
            - name: c
              user:
                token: uvwxyz.{{Secret("m1n2b3v4c5x6z7l8")}}
                username: u
                password: {{Secret("plantedKubeconfigPassword21")}}
                client-key-data: {{Secret("cGxhbnRlZEtleURhdGEyMg==")}}
                exec:
                  command: helper
                  args: ["--secret", "{{Secret("plantedExecArgument23")}}"]
                  env: [{name: X, value: "{{Secret("plantedExecVariable24")}}"}]
            """);
        File.WriteAllText(Path.Combine(node.KubeletDirectory, "pki", "stray.key"), $"-----BEGIN PRIVATE KEY-----\n{Secret("TUlHSEFnRUFNQk1HUGxhbnRlZFBrY3M4MjU")}\n-----END PRIVATE KEY-----\n");
        File.WriteAllText(Path.Combine(node.KubeletDirectory, "pki", "raw.key"), Secret("plantedBytesWithoutPem26"));
        File.WriteAllText(Path.Combine(node.KubeletDirectory, "pki", "broken.pem"), $"-----BEGIN CERTIFICATE-----\nQUJD\n-----BEGIN EC PRIVATE KEY-----\n{Secret("TUhjUGxhbnRlZEJyb2tlbjI3")}\n-----END EC PRIVATE KEY-----\n");
    }

    private async Task InApiAsync(ControlPlane plane)
    {
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = "planted", ["namespace"] = "kube-system", ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = Secret("plantedLastApplied28") } },
            ["spec"] = new JsonObject
            {
                ["automountServiceAccountToken"] = false,
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "c",
                    ["image"] = "none",
                    ["command"] = new JsonArray("run", $"--password={Secret("plantedCommandPassword29")}"),
                    ["env"] = new JsonArray(new JsonObject { ["name"] = "DB_PASSWORD", ["value"] = Secret("plantedEnvPassword30") }, new JsonObject { ["name"] = "GITHUB_TOKEN", ["value"] = Secret("plantedEnvToken31") }),
                }),
                ["nodeName"] = "elsewhere",
            },
        };
        var map = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "kubeadm-config", ["namespace"] = "kube-system" },
            ["data"] = new JsonObject { ["ClusterConfiguration"] = $"controlPlaneEndpoint: x\nbootstrapTokens:\n- token: qwerty.{Secret("p0o9i8u7y6t5r4e3")}\n", ["ca.key"] = $"-----BEGIN PRIVATE KEY-----\n{Secret("TUlHUGxhbnRlZENvbmZpZ01hcDMy")}\n-----END PRIVATE KEY-----\n" },
        };
        await plane.Kubectl.CreateAsync([pod, map]);
    }
}
