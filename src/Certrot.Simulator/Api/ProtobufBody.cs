using System.Text;
using System.Text.Json.Nodes;

namespace Certrot.Simulator.Api;

/// <summary>
/// Reads the bodies that kubectl sends as protobuf whatever the server would like: access reviews and decisions on CSRs
/// (k8s.io/apimachinery/pkg/runtime/serializer/protobuf; field numbers from the generated.proto of each group).
/// </summary>
internal static class ProtobufBody
{
    private static readonly byte[] magic = [.. "k8s\0"u8];

    /// <summary>Whether a body is one.</summary>
    public static bool Is(ReadOnlySpan<byte> body) => body.StartsWith(magic);

    /// <summary>Reads it as the JSON that it stands for, as far as the simulator looks at it.</summary>
    /// <exception cref="ApiError">It is damaged, or of another kind.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        var (kind, raw) = ("", (byte[])[]);
        foreach (var (number, value) in Fields(body[magic.Length..]))
        {
            if (number == 1) kind = Text(value, 2);
            if (number == 2) raw = value;
        }

        return kind switch
        {
            "SelfSubjectAccessReview" or "SubjectAccessReview" => Review(raw),
            "CertificateSigningRequest" => Csr(raw),
            _ => throw new ApiError(415, "UnsupportedMediaType", $"the simulator reads {kind} as JSON only"),
        };
    }

    private static JsonObject Review(byte[] raw)
    {
        var spec = Message(raw, 2);
        var written = new JsonObject();
        if (Fields(spec).Any(f => f.Number == 1))
        {
            var asked = Message(spec, 1);
            written["resourceAttributes"] = new JsonObject
            {
                ["namespace"] = Text(asked, 1),
                ["verb"] = Text(asked, 2),
                ["group"] = Text(asked, 3),
                ["resource"] = Text(asked, 5),
                ["subresource"] = Text(asked, 6),
                ["name"] = Text(asked, 7),
            };
        }

        written["user"] = Text(spec, 3);
        written["groups"] = new JsonArray([.. Fields(spec).Where(f => f.Number == 4).Select(f => JsonValue.Create(Encoding.UTF8.GetString(f.Value)))]);
        return new JsonObject { ["spec"] = written };
    }

    private static JsonObject Csr(byte[] raw) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = Text(Message(raw, 1), 1) },
        ["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray([.. Fields(Message(raw, 3)).Where(f => f.Number == 1).Select(f => new JsonObject
            {
                ["type"] = Text(f.Value, 1),
                ["reason"] = Text(f.Value, 2),
                ["message"] = Text(f.Value, 3),
            })]),
        },
    };

    private static byte[] Message(byte[] from, int number) => Fields(from).FirstOrDefault(f => f.Number == number).Value ?? [];

    private static string Text(byte[] from, int number) => Encoding.UTF8.GetString(Message(from, number));

    /// <summary>The fields of a message; of numbers the value is left out.</summary>
    private static List<(int Number, byte[] Value)> Fields(ReadOnlySpan<byte> from)
    {
        var fields = new List<(int, byte[])>();
        while (!from.IsEmpty)
        {
            var tag = Varint(ref from);
            switch (tag & 7)
            {
                case 0: Varint(ref from); break;
                case 1: Take(ref from, sizeof(ulong)); break;
                case 2: fields.Add(((int)(tag >> 3), Take(ref from, Varint(ref from)).ToArray())); break;
                case 5: Take(ref from, sizeof(uint)); break;
                default: throw Damaged();
            }
        }

        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(ref from, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw Damaged();
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, ulong length)
    {
        if (length > (ulong)from.Length) throw Damaged();
        var taken = from[..(int)length];
        from = from[(int)length..];
        return taken;
    }

    private static ApiError Damaged() => new(400, "BadRequest", "the body is no protobuf message");
}
