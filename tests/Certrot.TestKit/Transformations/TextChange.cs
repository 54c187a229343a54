using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Certrot.TestKit.Transformations;

/// <summary>Other names, addresses and times for those of a text.</summary>
internal sealed partial class TextChange
{
    // Letters of names that the API server generates (apimachinery util/rand).
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    // Changes the last three bytes of an address: what lies in one network lies in one network after it.
    private const uint AddressMask = 0x002A_1533;

    private readonly BundleChange change;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Regex? nodes;

    public TextChange(BundleChange change, DateTimeOffset now, IReadOnlyCollection<string> nodeNames)
    {
        this.change = change;
        this.now = now;
        if (nodeNames.Count == 0) return;
        var ordered = nodeNames.OrderByDescending(n => n.Length).ThenBy(n => n, StringComparer.Ordinal).ToList();
        for (var i = 0; i < ordered.Count; i++) names[ordered[i]] = $"kiln{i + 3}-{Alphabet[(i * 7) % Alphabet.Length]}q4{(i % 2 == 0 ? "-east" : "")}";

        // A name also ends the names of its static pods, and begins the ones of its events.
        nodes = new Regex($@"(?<![A-Za-z0-9]|[A-Za-z0-9]\.)(?:{string.Join('|', ordered.Select(Regex.Escape))})(?![A-Za-z0-9])|(?<=\\[nrt])(?:{string.Join('|', ordered.Select(Regex.Escape))})(?![A-Za-z0-9])", RegexOptions.Compiled);
    }

    public TimeSpan Shift => change.Shift;

    /// <summary>A path of the bundle.</summary>
    public string Path(string path) => change.Shift == TimeSpan.Zero ? path : FileDate().Replace(path, FileDateAfter);

    /// <summary>Any text but metrics.</summary>
    public string Text(string text)
    {
        if (nodes is not null) text = nodes.Replace(text, m => names[m.Value]);
        if (change.Csrs) text = CsrName().Replace(text, m => Csr(m.Value));
        if (change.Addresses) text = AnyAddress().Replace(text, AddressAfter);
        return change.Shift == TimeSpan.Zero ? text : Times(text);
    }

    /// <summary>Metrics whose values are times.</summary>
    public string Metrics(string text) => change.Shift == TimeSpan.Zero ? text : TimeMetric().Replace(text, m =>
    {
        var value = double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture);
        return value is > 1e9 and < 4e9 ? m.Groups["name"].Value + (value + change.Shift.TotalSeconds).ToString("0.##########e+00", CultureInfo.InvariantCulture) : m.Value;
    });

    /// <summary>The bytes of an IPv4 address; others stay.</summary>
    public byte[] Address(byte[] address)
    {
        if (!change.Addresses || address.Length != 4 || address[0] is 0 or 127 or 255) return address;
        var changed = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(changed, BinaryPrimitives.ReadUInt32BigEndian(address) ^ AddressMask);
        return changed;
    }

    /// <summary>A moment; one without an end in practice (year 9999) stays.</summary>
    public DateTimeOffset Time(DateTimeOffset time) => time.Year is < 2000 or > 9000 ? time : time + change.Shift;

    private static string Csr(string name)
    {
        var letters = name.ToCharArray();

        // A shift of the alphabet is one to one, and a different one by place shows that names are not just rotated.
        for (var i = 4; i < letters.Length; i++) letters[i] = Alphabet[(Alphabet.IndexOf(letters[i], StringComparison.Ordinal) + 5 + (3 * i)) % Alphabet.Length];
        return new string(letters);
    }

    private string AddressAfter(Match match)
    {
        if (!IPAddress.TryParse(match.Groups["ip"].Value, out var address)) return match.Value;
        var bytes = Address(address.GetAddressBytes());
        if (match.Groups["bits"].Success && int.TryParse(match.Groups["bits"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits < 32)
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            var original = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
            var hostPart = bits == 0 ? uint.MaxValue : uint.MaxValue >> bits;
            if ((original & hostPart) == 0) BinaryPrimitives.WriteUInt32BigEndian(bytes, value & ~hostPart);
        }

        return new IPAddress(bytes) + (match.Groups["bits"].Success ? "/" + match.Groups["bits"].Value : "");
    }

    private string Times(string text)
    {
        text = KlogHeader().Replace(text, KlogAfter);
        text = Iso().Replace(text, m => Moved(m, "yyyy-MM-dd HH:mm:ss", $"{m.Groups["y"]}-{m.Groups["m"]}-{m.Groups["d"]} {m.Groups["t"]}")
            is { } moved ? $"{moved:yyyy}{m.Groups["s"]}{moved:MM}{m.Groups["s"]}{moved:dd}{m.Groups["x"]}{moved:HH':'mm':'ss}" : m.Value);
        text = FileDate().Replace(text, FileDateAfter);
        text = MonthNameDate().Replace(text, m => Moved(m, "dd-MMM-yyyy HH:mm:ss", m.Value) is { } moved ? moved.ToString("dd-MMM-yyyy HH:mm:ss", CultureInfo.InvariantCulture) : m.Value);
        text = OpenSslDate().Replace(text, m => Moved(m, "MMM d HH:mm:ss yyyy", Spaces().Replace(m.Value, " ")) is { } moved ? moved.ToString("MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture) : m.Value);
        text = SyslogPrefix().Replace(text, m => WithYear(m, "MMM d HH:mm:ss", Spaces().Replace(m.Value, " ")) is { } moved ? moved.ToString("MMM dd HH:mm:ss", CultureInfo.InvariantCulture) : m.Value);
        return EpochName().Replace(text, m => (long.Parse(m.Value, CultureInfo.InvariantCulture) + (long)change.Shift.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    private string FileDateAfter(Match match) =>
        Moved(match, "yyyy-MM-dd-HH-mm-ss", match.Value) is { } moved ? moved.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture) : match.Value;

    private DateTime? Moved(Match match, string format, string text) =>
        match.Success && DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year is >= 2000 and < 9000 ? time + change.Shift : null;

    // The year of a klog header is the one of the journal's time before it, else the newest that does not lie after the time of collection.
    private string KlogAfter(Match match)
    {
        DateTime? moved = match.Groups["year"].Success
            ? Nearest(match.Groups["wrapper"].Value, $"{match.Groups["md"]} {match.Groups["t"]}")
            : WithYear(match, "MMdd HH:mm:ss", $"{match.Groups["md"]} {match.Groups["t"]}");
        return moved is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"{match.Groups["before"]}{match.Groups["severity"]}{time:MMdd HH':'mm':'ss}")
            : match.Value;
    }

    private DateTime? Nearest(string wrapper, string header)
    {
        var at = DateTime.ParseExact(wrapper, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        DateTime? best = null;
        for (var year = at.Year - 1; year <= at.Year + 1; year++)
        {
            if (DateTime.TryParseExact($"{year} {header}", "yyyy MMdd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                && (best is null || (time - at).Duration() < (best.Value - at).Duration())) best = time;
        }

        return best + change.Shift;
    }

    private DateTime? WithYear(Match match, string format, string text)
    {
        for (var year = now.Year + 1; match.Success && year > now.Year - 8; year--)
        {
            if (DateTime.TryParseExact($"{year} {text}", "yyyy " + format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time <= now.UtcDateTime.AddDays(1)) return time + change.Shift;
        }

        return null;
    }

    [GeneratedRegex("(?<![A-Za-z0-9-])csr-[bcdfghjklmnpqrstvwxz2456789]{5}(?![A-Za-z0-9-])")]
    private static partial Regex CsrName();

    [GeneratedRegex(@"(?<![0-9A-Za-z.])(?<ip>(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?:/(?<bits>[0-9]{1,2}))?(?![0-9]|\.[0-9])")]
    private static partial Regex AnyAddress();

    [GeneratedRegex(@"(?<![0-9])[0-9]{4}(?:-[0-9]{2}){5}(?=\.pem)")]
    private static partial Regex FileDate();

    [GeneratedRegex("(?<![0-9])(?<y>[0-9]{4})(?<s>[-/])(?<m>[0-9]{2})[-/](?<d>[0-9]{2})(?<x>[T ])(?<t>[0-9]{2}:[0-9]{2}:[0-9]{2})")]
    private static partial Regex Iso();

    [GeneratedRegex("(?<![0-9])[0-9]{2}-[A-Z][a-z]{2}-[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}")]
    private static partial Regex MonthNameDate();

    [GeneratedRegex("(?<![A-Za-z])[A-Z][a-z]{2} +[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}(?= GMT)")]
    private static partial Regex OpenSslDate();

    [GeneratedRegex("^[A-Z][a-z]{2} +[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?= [a-z])", RegexOptions.Multiline)]
    private static partial Regex SyslogPrefix();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(?<before>(?<wrapper>(?<year>[0-9]{4})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})[^\r\n]{0,100}?[ :] ?|(?:(?!(?:[0-9]{4}-|[IWEF][0-9]{4} ))[^\r\n]{0,100}?[: ])?)(?<severity>[IWEF])(?<md>[0-9]{4}) (?<t>[0-9]{2}:[0-9]{2}:[0-9]{2})(?=\.[0-9]{6} +[0-9]+ )", RegexOptions.Multiline)]
    private static partial Regex KlogHeader();

    // Certificates that a component makes for itself: worker-1-ca@1700000000.
    [GeneratedRegex("(?<=@)1[0-9]{9}(?![0-9])")]
    private static partial Regex EpochName();

    [GeneratedRegex(@"^(?<name>[a-z_]*(?:start_time|timestamp|expiration)_seconds(?:\{[^}\n]*\})? )(?<value>[0-9.e+]+)", RegexOptions.Multiline)]
    private static partial Regex TimeMetric();
}
