using System.Text;
using System.Text.Json.Nodes;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.Text;

namespace Certrot.Core.Tests.Repair;

/// <summary>Edits of a kubelet's configuration: what is asked for is another afterwards, and nothing else, or nothing is written.</summary>
public sealed class ConfigurationEditTests
{
    private const string Yaml = """
        # Written by kubeadm.
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          rotateCertificates: false # another's
          x509:
            clientCAFile: "/etc/kubernetes/pki/ca.crt"
        rotateCertificates: false # somebody had a reason
        tlsCertFile: /etc/kubernetes/serving.crt
        evictionHard: {nodefs.available: "0%"}

        """;

    /// <summary>Texts that rotateCertificates: true can be written into.</summary>
    public static TheoryData<string> Sound =>
    [
        Yaml,
        Yaml.Replace("\n", "\r\n", StringComparison.Ordinal),
        Yaml.TrimEnd('\n'),
        Yaml + "\n\n",
        Yaml.Replace("rotateCertificates: false # somebody had a reason\n", "", StringComparison.Ordinal),
        Yaml.Replace("rotateCertificates: false # somebody had a reason\n", "", StringComparison.Ordinal).TrimEnd('\n'),
        Yaml.Replace("rotateCertificates: false # somebody had a reason\n", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal),
        "---\n" + Yaml,
        Yaml + "...\n",
        "---\n" + Yaml + "---\nkind: Other\nrotateCertificates: false\n",
        "kind: KubeletConfiguration\nrotateCertificates:   \"false\"\n",
        "kind: KubeletConfiguration\nrotateCertificates:\n",
        """{"kind":"KubeletConfiguration","rotateCertificates":false,"authentication":{"rotateCertificates":false}}""",
        "{\n\t\"kind\": \"KubeletConfiguration\",\n\t\"authentication\": {\n\t\t\"rotateCertificates\": false\n\t}\n}\n",
        "{}",
        "{kind: KubeletConfiguration, rotateCertificates: false}",
    ];

    /// <summary>Texts that are left to a person.</summary>
    public static TheoryData<string> Unsound =>
    [
        "",
        "\n\n",
        "# nothing but a comment\n",
        "- a\n- list\n",
        "just words",
        "kind: KubeletConfiguration\n\trotateCertificates: false\n",
        "rotateCertificates: false\nrotateCertificates: false\n",
        """{"rotateCertificates":false,"rotateCertificates":false}""",
        "kind: KubeletConfiguration\n\"rotateCertificates\": false\n",
        "kind: KubeletConfiguration\n'rotateCertificates' : false\n",
        "kind: KubeletConfiguration\n? rotateCertificates\n: false\n",
        "  kind: KubeletConfiguration\n  rotateCertificates: false\n",
        "kind: KubeletConfiguration\nrotateCertificates:\n  false\n",
        "kind: KubeletConfiguration\nrotateCertificates: &rotates false\nserverTLSBootstrap: *rotates\n",
        "# flow\n{kind: KubeletConfiguration}\n",
        "kind: KubeletConfiguration\n---\nkind: Other\n",
    ];

    [Theory]
    [MemberData(nameof(Sound))]
    public void The_field_is_set_and_nothing_else_changes(string text)
    {
        var wanted = Parse(text)!;
        wanted["rotateCertificates"] = true;

        var edited = Edit(text, ("rotateCertificates", true));

        Assert.True(JsonNode.DeepEquals(wanted, Parse(edited)), edited);
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public void What_cannot_be_changed_safely_is_left_alone(string text)
    {
        var e = Assert.Throws<RepairException>(() => new Configure("/c", [("rotateCertificates", true)]).Script(text));

        Assert.EndsWith(": edit it by hand", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_and_all_other_lines_stay_as_they_are_written() =>
        Assert.Equal(Yaml.Replace("\nrotateCertificates: false #", "\nrotateCertificates: true #", StringComparison.Ordinal), Edit(Yaml, ("rotateCertificates", true)));

    [Fact]
    public void Line_ends_of_Windows_stay()
    {
        const string text = "kind: KubeletConfiguration\r\nrotateCertificates: false\r\nport: 10250\r\n";

        Assert.Equal(text.Replace("false", "true", StringComparison.Ordinal), Edit(text, ("rotateCertificates", true)));
    }

    [Fact]
    public void A_new_field_comes_behind_the_last_line() =>
        Assert.Equal(Yaml + "serverTLSBootstrap: true\n", Edit(Yaml, ("serverTLSBootstrap", true)));

    [Fact]
    public void A_text_without_a_line_end_gets_one_with_the_new_field() =>
        Assert.Equal("kind: KubeletConfiguration\nserverTLSBootstrap: true\n", Edit("kind: KubeletConfiguration", ("serverTLSBootstrap", true)));

    [Fact]
    public void A_mistyped_field_is_replaced_and_fields_are_removed()
    {
        const string text = "kind: KubeletConfiguration\nServerTLSBootstrap: true\ntlsCertFile: /a.crt # ours\ntlsPrivateKeyFile: \"/a.key\"\nport: 10250\n";

        Assert.Equal("kind: KubeletConfiguration\nport: 10250\nserverTLSBootstrap: true\n",
            Edit(text, ("ServerTLSBootstrap", null), ("tlsCertFile", null), ("tlsPrivateKeyFile", null), ("serverTLSBootstrap", true)));
    }

    [Fact]
    public void A_field_that_is_not_there_is_removed_by_doing_nothing() => Assert.Equal(Yaml, Edit(Yaml, ("tlsPrivateKeyFile", null)));

    [Fact]
    public void A_value_on_several_lines_is_not_removed_by_its_first()
    {
        const string text = "kind: KubeletConfiguration\ntlsCertFile: >-\n  /etc/kubernetes\n  /serving.crt\n";

        Assert.Throws<RepairException>(() => new Configure("/c", [("tlsCertFile", null)]).Script(text));
    }

    private static JsonObject? Parse(string text) => YamlReader.Read(Encoding.UTF8.GetBytes(text), out _) as JsonObject;

    private static string Edit(string text, params IReadOnlyList<(string, bool?)> fields) => Shell.Calls(new Configure("/c", fields), text)[1][3];
}
