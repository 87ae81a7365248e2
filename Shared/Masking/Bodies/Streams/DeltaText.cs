using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>One text that comes in the deltas of many events, and the last of these as a form for what must be said once more.</summary>
internal abstract class DeltaText
{
    private readonly ArrayBufferWriter<byte> released = new(256);
    private readonly ArrayBufferWriter<byte> form = new();
    private long asked;

    public required DeltaSite Site { get; init; }

    /// <summary>Nothing is held back, as far as is known.</summary>
    public abstract bool IsSettled { get; }

    /// <summary>The name of the event.</summary>
    public string? FormName { get; private set; }

    /// <summary>Its data.</summary>
    public ReadOnlyMemory<byte> Form => form.WrittenMemory;

    private protected abstract long Findings { get; }

    public static DeltaText Of(DeltaSite site, BodyRules.Side rules) => site.IsJson ? new DeltaArguments(rules) { Site = site } : new DeltaProse(rules) { Site = site };

    public void Remember(string? name, ReadOnlySpan<byte> data)
    {
        FormName = name;
        form.ResetWrittenCount();
        form.Write(data);
    }

    /// <summary>Findings since it was asked last.</summary>
    public long TakeFindings()
    {
        var since = Findings - asked;
        asked = Findings;
        return since;
    }

    /// <summary>Takes the next delta; what is settled is to be said in its place.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> delta)
    {
        released.ResetWrittenCount();
        Take(delta, released);
        return released.WrittenSpan;
    }

    /// <summary>The text ended: the rest of it, together with what <paramref name="delta"/> brings.</summary>
    public ReadOnlySpan<byte> End(ReadOnlySpan<byte> delta)
    {
        Take(delta);
        End(released);
        return released.WrittenSpan;
    }

    private protected abstract void Take(ReadOnlySpan<byte> delta, IBufferWriter<byte> output);

    private protected abstract void End(IBufferWriter<byte> output);
}
