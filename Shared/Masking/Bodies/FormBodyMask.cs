using System.Buffers;
using System.Buffers.Text;
using HoopLike.Shared.Masking.Bodies.Json;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>
/// <c>application/x-www-form-urlencoded</c> (WHATWG URL, section 5): names and values are searched decoded, and encoded again where something was found. To JSON paths a form is an object of its fields.
/// A name has <see cref="NameLimit"/> bytes at most.
/// </summary>
internal sealed class FormBodyMask(BodyRules.Side rules) : BodyMask
{
    public const int NameLimit = 16 * 1024;

    private static readonly SearchValues<byte> signs = SearchValues.Create("%+&="u8);

    private readonly SpelledText text = new(rules.Detectors, Spelling.Form, isShortWhole: true);
    private readonly JsonPathCursor cursor = new(rules.Paths);
    private readonly ArrayBufferWriter<byte> name = new(64);
    private readonly FieldText before = new();
    private readonly byte[] escape = new byte[3];
    private int length;
    private bool isValue;
    private bool isBegun;
    private MaskedValue? hidden;
    private long replaced;

    private protected override void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            if (length > 0)
            {
                if (TakeEscape(input[0])) input = input[1..];
                continue;
            }
            var next = input.IndexOfAny(signs);
            var plain = next < 0 ? input : input[..next];
            if (!plain.IsEmpty) Append(plain, plain);
            if (next < 0) break;
            TakeSign(input[next], output);
            input = input[(next + 1)..];
        }
        if (isBegun && hidden is null) text.Settle(output);
        Masked = text.Findings + text.WholeFindings + replaced;
    }

    private protected override void Finish(IBufferWriter<byte> output)
    {
        EndField(output);
        Masked = text.Findings + text.WholeFindings + replaced;
    }

    private void TakeSign(byte sign, IBufferWriter<byte> output)
    {
        switch (sign)
        {
            case (byte)'%':
                escape[length++] = sign;
                break;
            case (byte)'+':
                Append(" "u8, "+"u8);
                break;
            case (byte)'=' when !isValue:
                EndField(output);
                output.Write("="u8);
                BeginValue();
                break;
            case (byte)'&':
                EndField(output);
                output.Write("&"u8);
                (isValue, hidden) = (false, null);
                name.ResetWrittenCount();
                break;
            default:
                Append("="u8, "="u8);
                break;
        }
    }

    /// <summary>False where the byte is none of an escape's, which then was none.</summary>
    private bool TakeEscape(byte b)
    {
        if (!char.IsAsciiHexDigit((char)b))
        {
            Append(escape.AsSpan(0, length), escape.AsSpan(0, length));
            length = 0;
            return false;
        }
        escape[length++] = b;
        if (length < escape.Length) return true;
        length = 0;
        _ = Utf8Parser.TryParse(escape.AsSpan(1), out byte value, out _, 'x');
        Append([value], escape);
        return true;
    }

    private void Append(ReadOnlySpan<byte> decoded, ReadOnlySpan<byte> raw)
    {
        if (!isBegun) text.Begin(before.Text);
        isBegun = true;
        if (!isValue)
        {
            if (name.WrittenCount + decoded.Length > NameLimit) throw new UnreadableBodyException($"The form has a field whose name is longer than {NameLimit / 1024} KiB.");
            name.Write(decoded);
        }
        if (hidden is not null) hidden.Append(decoded);
        else if (decoded.SequenceEqual(raw)) text.Append(decoded);
        else text.Append(decoded, raw);
    }

    private void BeginValue()
    {
        isValue = true;
        hidden = cursor.MethodOf(name.WrittenSpan) is { } method ? new MaskedValue(method, rules.HashKey) : null;
        before.Set(name.WrittenSpan, "="u8);
    }

    private void EndField(IBufferWriter<byte> output)
    {
        if (length > 0) Append(escape.AsSpan(0, length), escape.AsSpan(0, length));
        length = 0;
        if (hidden is not null)
        {
            Spelling.Form.Write(hidden.Text(), output);
            replaced++;
        }
        else if (isBegun) text.End(output);
        before.Clear();
        isBegun = false;
    }
}
