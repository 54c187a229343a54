using Certrot.Reports;

namespace Certrot.Render.Tests;

public sealed class PiecesTests
{
    private static readonly DateTimeOffset Now = Samples.Now;

    [Theory]
    [InlineData(0, "now")]
    [InlineData(210, "in 3m30s")]
    [InlineData(-59, "59s ago")]
    [InlineData(-60, "1m ago")]
    [InlineData(3_600, "in 1h")]
    [InlineData(-187_200, "2d4h ago")]
    [InlineData(8_640_000, "in 100d")]
    public void Times_are_relative_to_the_evidence_in_two_units(int seconds, string expected) =>
        Assert.Equal(expected, Times.Relative(Now.AddSeconds(seconds), Now));

    [Fact]
    public void Fractions_of_a_second_never_contradict_the_stamps()
    {
        Assert.Equal("in 1s", Times.Relative(Now.AddSeconds(1), Now.AddSeconds(0.9)));
        Assert.Equal("now", Times.Relative(Now.AddSeconds(0.9), Now));
        Assert.Equal("2026-11-22T05:34:17Z", Times.Rfc3339(Now.AddSeconds(0.9).ToOffset(TimeSpan.FromHours(5.5))));
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("证书", 4)]
    [InlineData("인증", 4)]
    [InlineData("ｱﾊﾟ", 3)]
    [InlineData("Ａ", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("😀", 2)]
    public void Wide_characters_take_two_columns(string text, int columns) => Assert.Equal(columns, Columns.Of(text));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001b[1;31mb\u001b[0mc", "abc")]
    [InlineData("a\u009b2Jb", "ab")]
    [InlineData("a\u001b]8;;http://example.com\u0007b\u001b]8;;\u001b\\c", "abc")]
    [InlineData("a\u001b]0;never ended", "a0;never ended")]
    [InlineData("a\u202eb\u2066c\u200bd\ufeff", "abcd")]
    [InlineData("a\r\nb\tc\u2028d", "a b c d")]
    [InlineData("a\u0000\u0008\u007fb", "ab")]
    [InlineData("a\u001b", "a")]
    [InlineData("证书", "证书")]
    public void Data_is_cleaned(string data, string expected) => Assert.Equal(expected, DataText.Clean(data));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("a\ufffdb", DataText.Clean("a\ud800b"));

    [Fact]
    public void Commands_keep_their_lines_and_nothing_else() =>
        Assert.Equal("cat <<EOF\nx y\nEOF", DataText.CleanCommand("cat <<EOF\r\nx\ty\u001b[0m\nEOF\n"));

    [Theory]
    [InlineData(-10, "| [-------==->]")]
    [InlineData(0, "[|------==->]")]
    [InlineData(50, "[#####|-==->]")]
    [InlineData(85, "[#######=|->]")]
    [InlineData(95, "[#######==|>]")]
    [InlineData(100, "[#######==#>] |")]
    [InlineData(500, "[#######==#>] |")]
    public void A_life_is_a_bar(int percent, string expected)
    {
        var certificate = new CertificateReport
        {
            Stage = "due",
            StageText = "due",
            NotBefore = Now,
            NotAfter = Now.AddHours(100),
            RotationWindow = [Now.AddHours(70), Now.AddHours(90)],
        };

        Assert.Equal(expected, LifeBar.Draw(certificate, Now.AddHours(percent), 11));
    }

    [Fact]
    public void A_life_that_is_not_known_has_no_bar() =>
        Assert.Equal("", LifeBar.Draw(new CertificateReport { Stage = "unknown", StageText = "", NotAfter = Now }, Now, 20));
}
