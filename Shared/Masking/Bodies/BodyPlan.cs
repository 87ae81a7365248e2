using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>What becomes of a body.</summary>
public sealed class BodyPlan
{
    private readonly Func<BodyMask>? start;

    private BodyPlan(Func<BodyMask>? start, string? refusal) => (this.start, Refusal) = (start, refusal);

    /// <summary>No rule applies: it passes as it is.</summary>
    public static BodyPlan Clear { get; } = new(null, null);

    /// <summary>It passes as it is.</summary>
    public bool IsClear => start is null;

    /// <summary>Why a body of this type cannot be let through, in words for the caller; null where it can. A body without a single byte always can.</summary>
    public string? Refusal { get; }

    /// <summary>A mask for one body. Where there is a <see cref="Refusal"/>, it refuses with the first byte.</summary>
    /// <exception cref="InvalidOperationException">The body is clear.</exception>
    public BodyMask Start() => start?.Invoke() ?? throw new InvalidOperationException("Nothing is masked in this body.");

    /// <summary>A body that is at hand whole, masked.</summary>
    /// <exception cref="UnreadableBodyException">It cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The body is clear.</exception>
    public ReadOnlyMemory<byte> Apply(ReadOnlySpan<byte> whole)
    {
        var output = new ArrayBufferWriter<byte>(whole.Length + 16);
        var mask = Start();
        mask.Write(whole, output);
        mask.Complete(output);
        return output.WrittenMemory;
    }

    internal static BodyPlan Masked(Func<BodyMask> start) => new(start, null);

    internal static BodyPlan Refused(string why) => new(() => new RefusedBodyMask(why), why);
}
