using System.Buffers;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>
/// CSV (RFC 4180), with commas, semicolons or tabs between fields: each field is searched for itself, with its quotes read and the first row's field of its column before it. Quotes and ends of lines stay as they came.
/// </summary>
internal sealed class CsvBodyMask(DetectorSet detectors) : BodyMask
{
    private const int ColumnLimit = 1024;
    private const int NameLimit = 64;

    private static readonly SearchValues<byte> ends = SearchValues.Create(",;\t\r\n\""u8);

    private readonly SpelledText plain = new(detectors, Spelling.Plain, isShortWhole: true);
    private readonly SpelledText quoted = new(detectors, Spelling.Quoted, isShortWhole: true);
    private readonly List<byte[]> names = [];
    private readonly ArrayBufferWriter<byte> name = new(NameLimit);
    private readonly FieldText before = new();
    private SpelledText? field;
    private int column;
    private bool isFirstRow = true;
    private bool isQuoted;
    private bool isQuote;

    private protected override void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            if (isQuote)
            {
                isQuote = false;
                if (input[0] == (byte)'"')
                {
                    Append("\""u8, "\"\""u8);
                    input = input[1..];
                    continue;
                }
                EndField(output);
                output.Write("\""u8);
                isQuoted = false;
            }
            var next = isQuoted ? input.IndexOf((byte)'"') : input.IndexOfAny(ends);
            var text = next < 0 ? input : input[..next];
            if (!text.IsEmpty) Append(text, text);
            if (next < 0) break;
            TakeSign(input[next], output);
            input = input[(next + 1)..];
        }
        field?.Settle(output);
        Count();
    }

    private protected override void Finish(IBufferWriter<byte> output)
    {
        if (isQuoted && !isQuote) throw new UnreadableBodyException("The CSV ends within quotes.");
        EndField(output);
        if (isQuote) output.Write("\""u8);
        Count();
    }

    private void TakeSign(byte sign, IBufferWriter<byte> output)
    {
        if (sign == (byte)'"' && isQuoted)
        {
            isQuote = true;
            return;
        }
        if (sign == (byte)'"' && field is not null)
        {
            // Within an unquoted field it is a character like any other.
            Append("\""u8, "\""u8);
            return;
        }
        EndField(output);
        output.Write([sign]);
        if (sign == (byte)'"') isQuoted = true;
        else EndColumn(isLine: sign is (byte)'\r' or (byte)'\n');
    }

    private void Append(ReadOnlySpan<byte> text, ReadOnlySpan<byte> raw)
    {
        if (field is null)
        {
            field = isQuoted ? quoted : plain;
            if (!isFirstRow && column < names.Count) before.Set(names[column], ": "u8);
            else before.Clear();
            field.Begin(before.Text);
        }
        if (isFirstRow && column < ColumnLimit) name.Write(text[..Math.Min(text.Length, NameLimit - name.WrittenCount)]);
        if (raw.Length == text.Length) field.Append(text);
        else field.Append(text, raw);
    }

    private void EndField(IBufferWriter<byte> output)
    {
        field?.End(output);
        field = null;
    }

    private void EndColumn(bool isLine)
    {
        if (isFirstRow && column < ColumnLimit) names.Add(name.WrittenSpan.ToArray());
        name.ResetWrittenCount();
        column = isLine ? 0 : column + 1;
        isFirstRow &= !isLine;
    }

    private void Count() => Masked = plain.Findings + plain.WholeFindings + quoted.Findings + quoted.WholeFindings;
}
