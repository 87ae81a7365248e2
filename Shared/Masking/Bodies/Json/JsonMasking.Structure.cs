using System.Buffers;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Masking.Values.Pseudonyms;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Bodies.Json;

internal sealed partial class JsonMasking
{
    private ValueMask? numbers;

    /// <summary>What stands between strings and words, up to the next of them.</summary>
    private int TakeStructure(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var (from, at) = (0, 0);
        for (; at < input.Length && token == Token.None; at++)
        {
            var b = input[at];
            if (b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') continue;
            switch (place)
            {
                case Place.Value:
                case Place.FirstElement when b != (byte)']':
                    method = IsHidden ? null : MethodOfNext();
                    if (method is null && !IsHidden && TryPassValue(input, ref at)) break;
                    Pass(input[from..at], output);
                    from = at;
                    BeginValue(b, output);
                    if (token is Token.Number or Token.Literal) return at;
                    if (token == Token.String || IsHidden) from = at + 1;
                    break;
                case Place.Name when b == (byte)'"':
                case Place.FirstName when b == (byte)'"':
                    if (!IsHidden && TryPassName(input, ref at)) break;
                    Pass(input[from..at], output);
                    from = at + 1;
                    token = Token.Name;
                    name.Begin();
                    text.BeginString(!IsHidden, IsHidden ? null : name, isName: true, output);
                    break;
                case Place.Colon when b == (byte)':':
                    place = Place.Value;
                    break;
                case Place.After when b == (byte)',':
                    place = open[^1] >= 0 ? Place.Value : Place.Name;
                    break;
                case Place.FirstElement:
                case Place.FirstName when b == (byte)'}':
                case Place.After when b == (open[^1] >= 0 ? (byte)']' : (byte)'}'):
                    var wasHidden = IsHidden;
                    Close();
                    if (wasHidden && !IsHidden) from = at + 1;
                    break;
                default:
                    throw Invalid(place == Place.End ? "something stands behind its end" : "a sign stands where none may");
            }
        }
        Pass(input[from..at], output);
        return at;
    }

    /// <summary>A value that is there whole, and of which nothing is masked: it is written with what stands around it.</summary>
    /// <param name="at">Its first byte; then its last.</param>
    private bool TryPassValue(ReadOnlySpan<byte> input, ref int at)
    {
        var last = at;
        if (input[at] == (byte)'"')
        {
            var end = text.ClearEnd(input[(at + 1)..], isName: false);
            if (end < 0) return false;
            last += end + 1;
        }
        else
        {
            var end = at;
            while (end < input.Length && IsOfWord(input[end])) end++;
            // What the piece ends with may go on.
            if (end == at || end == input.Length || end - at > NumberLimit) return false;
            var value = input[at..end];
            if (value[0] == (byte)'-' || char.IsAsciiDigit((char)value[0]) ? !JsonWords.IsNumber(value) || !text.IsClearNumber(value) : !JsonWords.IsLiteral(value)) return false;
            last = end - 1;
        }
        at = last;
        EndValue();
        // Mostly the next one follows at once.
        if (place == Place.After && at + 1 < input.Length && input[at + 1] == (byte)',')
        {
            at++;
            place = open[^1] >= 0 ? Place.Value : Place.Name;
        }
        return true;
    }

    /// <summary>The same of a name.</summary>
    private bool TryPassName(ReadOnlySpan<byte> input, ref int at)
    {
        var begin = at + 1;
        var end = text.ClearEnd(input[begin..], isName: true);
        if (end is < 0 or > MemberName.Limit) return false;
        var named = input.Slice(begin, end);
        // Nobody else asks for it.
        if (!cursor.IsEmpty) name.Set(named);
        text.StandBeside(named);
        place = Place.Colon;
        at = begin + end;
        if (at + 1 < input.Length && input[at + 1] == (byte)':')
        {
            at++;
            place = Place.Value;
        }
        return true;
    }

    private void Pass(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (!IsHidden && !bytes.IsEmpty) output.Write(bytes);
    }

    private MaskMethod? MethodOfNext() => open.Count == 0 ? rules.Paths.Root : open[^1] >= 0 ? cursor.MethodOf([], open[^1]) : cursor.MethodOf(name.Text);

    private void BeginValue(byte b, IBufferWriter<byte> output)
    {
        switch (b)
        {
            case (byte)'{' or (byte)'[':
                Open(b == (byte)'[', output);
                break;
            case (byte)'"':
                token = Token.String;
                masked = method is null ? null : new MaskedValue(method, rules.HashKey);
                text.BeginString(!IsHidden && masked is null, masked, isName: false, output);
                break;
            default:
                token = b == (byte)'-' || char.IsAsciiDigit((char)b) ? Token.Number : Token.Literal;
                if (!IsOfWord(b)) throw Invalid("a sign stands where a value must");
                word.ResetWrittenCount();
                break;
        }
    }

    private void Open(bool isArray, IBufferWriter<byte> output)
    {
        if (open.Count == DepthLimit) throw new UnreadableBodyException($"The body is JSON with more than {DepthLimit} objects and arrays one inside the other.");
        if (method is not null)
        {
            // Nothing can be kept of it in part.
            output.Write(method.Kind == MaskKind.Null ? "null"u8 : "\"[redacted]\""u8);
            replaced++;
            hiddenAt = open.Count;
        }
        else if (!IsHidden)
        {
            if (open.Count == 0) cursor.EnterRoot();
            else if (open[^1] >= 0) cursor.Enter([], open[^1]);
            else cursor.Enter(name.Text, -1);
        }
        method = null;
        open.Add(isArray ? 0 : -1);
        place = isArray ? Place.FirstElement : Place.FirstName;
    }

    private void Close()
    {
        open.RemoveAt(open.Count - 1);
        if (hiddenAt == open.Count) hiddenAt = -1;
        else if (!IsHidden) cursor.Leave();
        if (!IsHidden) text.StandBeside([]);
        EndValue();
    }

    private void WriteMasked(MaskedValue value, IBufferWriter<byte> output)
    {
        replaced++;
        if (value.IsNull)
        {
            output.Write("null"u8);
            return;
        }
        output.Write("\""u8);
        Spelling.Json.Write(value.Text(), output);
        output.Write("\""u8);
    }

    /// <summary>A number, true, false or null that a path names. null says nothing and stays.</summary>
    private void WriteReplaced(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (value.SequenceEqual("null"u8))
        {
            output.Write(value);
            return;
        }
        replaced++;
        if (method!.Kind is MaskKind.Redact or MaskKind.Token) output.Write("\"[redacted]\""u8);
        else if (method.Kind != MaskKind.Hash || token != Token.Number || Pseudonym(value, output) != MaskOutcome.Replaced) output.Write("null"u8);
    }

    /// <summary>As numeric columns have it: a whole number that scripts can hold exactly.</summary>
    private MaskOutcome Pseudonym(ReadOnlySpan<byte> number, IBufferWriter<byte> output)
    {
        var key = rules.HashKey ?? throw new InvalidOperationException("A masking rule hashes, and the installation has no masking key.");
        numbers ??= new NumericPseudonym(key.For("numeric"), 0);
        return numbers.Apply(number, output);
    }
}
