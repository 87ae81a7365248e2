using System.Buffers;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>The strings and numbers of a document, one at a time: searched by the detectors with escapes read, or passed as they are where there are none.</summary>
internal sealed class JsonText(DetectorSet detectors)
{
    private static readonly SearchValues<byte> signs = SearchValues.Create(DetectorSet.JsonSigns);

    /// <summary>Longer strings are searched as those that come in pieces.</summary>
    private const int WholeLimit = 4 * 1024;

    private readonly SpelledText text = new(detectors, Spelling.Json, isShortWhole: true);
    private readonly JsonEscape escape = new();
    private readonly FieldText before = new();
    private byte[]? scratch;
    private IStringTaker? taker;
    private bool isShown;

    public long Findings => text.Findings + text.WholeFindings + Numbers;

    private long Numbers { get; set; }

    private bool IsSearched => isShown && !detectors.IsEmpty;

    /// <summary>The name that the next values stand beside; none for what stands beside none.</summary>
    public void StandBeside(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) before.Clear();
        else before.Set(name, "\": \""u8);
    }

    /// <summary>Whether nothing is to be masked in a string that is there from its beginning to its end and has no escapes; most strings of most documents are such, and pass as they are. False says nothing.</summary>
    /// <param name="isName">Names stand beside nothing.</param>
    private bool IsClear(ReadOnlySpan<byte> whole, bool isName)
    {
        var beside = isName ? [] : before.Text;
        if (detectors.IsClear(beside, whole)) return true;
        if (whole.Length > WholeLimit || (whole.Length <= SpelledText.Short && detectors.FindWhole(whole) >= 0)) return false;
        beside.CopyTo(scratch ??= new byte[WholeLimit + FieldText.Limit]);
        whole.CopyTo(scratch.AsSpan(beside.Length));
        return !detectors.FindsAnyFrom(scratch.AsSpan(0, beside.Length + whole.Length), beside.Length);
    }

    /// <summary>The same of a number.</summary>
    public bool IsClearNumber(ReadOnlySpan<byte> number) => !detectors.ReadsNumbers || detectors.IsClearNumber(number) || Find(number) < 0;

    /// <summary>Where a string ends that is there whole, has no escapes, and of which nothing is masked (<see cref="IsClear"/>); -1 otherwise.</summary>
    /// <param name="text">Behind its quotation mark.</param>
    public int ClearEnd(ReadOnlySpan<byte> text, bool isName)
    {
        var clear = detectors.ClearStringEnd(text);
        if (clear >= 0) return clear;
        var end = text.IndexOfAny(signs);
        return end >= 0 && text[end] == (byte)'"' && IsClear(text[..end], isName) ? end : -1;
    }

    /// <summary>Behind the quotation mark that begins a string.</summary>
    /// <param name="isShown">Whether it is written.</param>
    /// <param name="also">Gets what the string stands for.</param>
    /// <param name="isName">Names stand beside nothing.</param>
    public void BeginString(bool isShown, IStringTaker? also, bool isName, IBufferWriter<byte> output)
    {
        (this.isShown, taker) = (isShown, also);
        if (isShown) output.Write("\""u8);
        if (IsSearched) text.Begin(isName ? [] : before.Text);
    }

    /// <summary>Takes of the string what is there.</summary>
    /// <returns>How many bytes it took; the quotation mark that ends it is taken too.</returns>
    public int TakeString(ReadOnlySpan<byte> input, IBufferWriter<byte> output, out bool isEnd)
    {
        isEnd = false;
        var at = 0;
        while (at < input.Length)
        {
            if (escape.IsOpen)
            {
                var isWhole = escape.Take(input[at], out var isTaken);
                if (isTaken) at++;
                while (isWhole) isWhole = TakeEscape(output);
                continue;
            }
            var next = input[at..].IndexOfAny(signs);
            var plain = next < 0 ? input[at..] : input.Slice(at, next);
            if (!plain.IsEmpty) TakePlain(plain, output);
            at += plain.Length;
            if (next < 0) break;
            var sign = input[at++];
            if (sign == (byte)'"')
            {
                End(output);
                isEnd = true;
                return at;
            }
            if (sign != (byte)'\\') throw new UnreadableBodyException("The body is not valid JSON: a string has a control character that is not escaped.");
            escape.Begin();
        }
        return at;
    }

    /// <summary>Writes what is settled of a string that goes on.</summary>
    public void Settle(IBufferWriter<byte> output)
    {
        if (IsSearched) text.Settle(output);
    }

    /// <summary>The string ends without its quotation mark: writes what is held back, but for half an escape.</summary>
    public void Break(IBufferWriter<byte> output)
    {
        escape.Drop();
        if (IsSearched) text.End(output);
        taker = null;
    }

    /// <summary>Writes a number, or what a method leaves of it.</summary>
    public void WriteNumber(ReadOnlySpan<byte> number, IBufferWriter<byte> output)
    {
        var found = detectors.ReadsNumbers ? Find(number) : -1;
        if (found < 0)
        {
            output.Write(number);
            return;
        }
        Numbers++;
        if (detectors.MaskOf(found) is not { } mask)
        {
            output.Write("null"u8);
            return;
        }
        output.Write("\""u8);
        Spelling.Json.WriteMasked(number, mask, output);
        output.Write("\""u8);
    }

    private int Find(ReadOnlySpan<byte> number)
    {
        var name = before.Text;
        Span<byte> beside = stackalloc byte[512];
        Span<byte> digits = stackalloc byte[DecimalText.Longest];
        if (number.ContainsAny((byte)'e', (byte)'E') && number.Length <= DecimalText.Longest)
        {
            Span<byte> small = stackalloc byte[number.Length];
            for (var i = 0; i < small.Length; i++) small[i] = number[i] == (byte)'E' ? (byte)'e' : number[i];
            if (DecimalText.TryReadExponent(small, digits, out var length) && detectors.FindNumber(digits[..length], 0) is >= 0 and var found) return found;
        }
        if (name.IsEmpty || name.Length + number.Length > beside.Length) return detectors.FindNumber(number, 0);
        name = name[..^1];
        name.CopyTo(beside);
        number.CopyTo(beside[name.Length..]);
        return detectors.FindNumber(beside[..(name.Length + number.Length)], name.Length);
    }

    private bool TakeEscape(IBufferWriter<byte> output)
    {
        taker?.Append(escape.Decoded);
        if (IsSearched) text.Append(escape.Decoded, escape.Raw);
        else if (isShown) output.Write(escape.Raw);
        return escape.Next();
    }

    private void TakePlain(ReadOnlySpan<byte> plain, IBufferWriter<byte> output)
    {
        taker?.Append(plain);
        if (IsSearched) text.Append(plain);
        else if (isShown) output.Write(plain);
    }

    private void End(IBufferWriter<byte> output)
    {
        if (IsSearched) text.End(output);
        if (isShown) output.Write("\""u8);
        taker = null;
    }
}

/// <summary>Takes what a string stands for, in pieces.</summary>
internal interface IStringTaker
{
    void Append(ReadOnlySpan<byte> text);
}
