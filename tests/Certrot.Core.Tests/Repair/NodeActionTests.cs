using Certrot.Repair.Actions;

namespace Certrot.Core.Tests.Repair;

/// <summary>What the node's shell gets: the words as they are, whatever stands in them.</summary>
public sealed class NodeActionTests
{
    public static TheoryData<string> Words => ["plain", "with space", "it's", "''", "$(touch /tmp/x)", "`id`", "$HOME", "a\nb", "a\\nb", "\"quoted\"", "a;b", "*.pem", "~", "-n", "#x", "!!", "é\t"];

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_stays_one_word(string word)
    {
        var path = "/var/lib/" + word;

        Calls(new AppendCertificates(path, word), ["append", path, word]);
        Calls(new Link(path, word), ["link", path, word]);
        Calls(new MakeDated(path, word), ["rename", path, word], ["link", path, word]);
        Calls(new MoveAway([path, word]), ["away", path], ["away", word]);
        Calls(new PutBack(path), ["put_back", path]);
        Calls(new RestoreAccess(path), ["restore_access", path]);
        Calls(new RunService(word, path), ["service", word, path]);
        Calls(new WriteKubeconfig(path, word), ["put", path, "0600", word]);
    }

    [Fact]
    public void A_configuration_is_written_only_where_it_is_still_what_was_read()
    {
        const string content = "a: it's $(id)\n\nrotateCertificates: false\n";

        Assert.Equal(
            [["unchanged", "/etc/it's", content], ["put", "/etc/it's", "same", content.Replace("false", "true", StringComparison.Ordinal)]],
            Shell.Calls(new Configure("/etc/it's", [("rotateCertificates", true)]), content));
    }

    [Fact]
    public void A_star_at_the_end_stands_for_every_file_that_begins_so_and_for_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("certrot it's $(x) * ");
        try
        {
            foreach (var name in new[] { "kubelet-client-1.pem", "kubelet-client-2.pem", "kubelet.crt" }) File.WriteAllText(Path.Combine(folder.FullName, name), "");

            Calls(new MoveAway([Path.Combine(folder.FullName, "kubelet-client*")]), ["away", Path.Combine(folder.FullName, "kubelet-client-1.pem"), Path.Combine(folder.FullName, "kubelet-client-2.pem")]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Calls(NodeAction action, params IReadOnlyList<string>[] calls) => Assert.Equal(calls, Shell.Calls(action));
}
