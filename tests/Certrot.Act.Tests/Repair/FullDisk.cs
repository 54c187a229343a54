namespace Certrot.Act.Tests.Repair;

/// <summary>A stream that takes nothing.</summary>
internal sealed class FullDisk : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

    public override void WriteByte(byte value) => throw new IOException("No space left on device");
}
