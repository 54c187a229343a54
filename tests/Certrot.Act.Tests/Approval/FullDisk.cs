namespace Certrot.Act.Tests.Approval;

/// <summary>A file on a disk that is full at first.</summary>
internal sealed class FullDisk : MemoryStream
{
    public bool IsFull { get; set; } = true;

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (IsFull) throw new IOException("no space left on device");
        base.Write(buffer, offset, count);
    }
}
