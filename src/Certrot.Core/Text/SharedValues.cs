using System.Runtime.InteropServices;
using System.Text.Json;

namespace Certrot.Text;

/// <summary>Values that come again and again in a file, found by their JSON text: 100,000 CSRs name the same signer, groups and usages.</summary>
internal sealed class SharedValues<T>
    where T : class
{
    private const int Slots = 1024;
    private const int MaxLength = 512;

    private readonly (byte[]? Json, T? Value)[] slots = new (byte[]?, T?)[Slots];

    /// <summary>The value of an element, made only where it is not the one that was met last in its slot.</summary>
    public T Get(JsonElement element, Func<JsonElement, T> make) => Get(JsonMarshal.GetRawUtf8Value(element), element, make);

    /// <summary>A value made of a property's name.</summary>
    public T Get(JsonProperty property, Func<JsonProperty, T> make) => Get(JsonMarshal.GetRawUtf8PropertyName(property), property, make);

    private T Get<TSource>(ReadOnlySpan<byte> json, TSource source, Func<TSource, T> make)
    {
        if (json.Length > MaxLength)
            return make(source);
        ref var slot = ref slots[Hash(json) % Slots];
        if (slot.Json is null || !json.SequenceEqual(slot.Json))
            slot = (json.ToArray(), make(source));
        return slot.Value!;
    }

    // Weak and fast: the slot is compared byte by byte anyway.
    private static uint Hash(ReadOnlySpan<byte> json)
    {
        var hash = (ulong)json.Length;
        for (; json.Length >= sizeof(ulong); json = json[sizeof(ulong)..])
            hash = (hash ^ MemoryMarshal.Read<ulong>(json)) * 0x9E3779B97F4A7C15;
        foreach (var b in json)
            hash = (hash ^ b) * 0x9E3779B97F4A7C15;
        return (uint)(hash >> 32);
    }
}
