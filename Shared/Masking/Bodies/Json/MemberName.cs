using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>The name of a member, with its escapes read: paths and detectors ask for it whole.</summary>
internal sealed class MemberName : IStringTaker
{
    public const int Limit = 16 * 1024;

    private readonly ArrayBufferWriter<byte> name = new(64);

    public ReadOnlySpan<byte> Text => name.WrittenSpan;

    public void Begin() => name.ResetWrittenCount();

    public void Set(ReadOnlySpan<byte> text)
    {
        Begin();
        Append(text);
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        if (name.WrittenCount + text.Length > Limit) throw new UnreadableBodyException($"The body has a JSON object with a name longer than {Limit / 1024} KiB.");
        name.Write(text);
    }
}
