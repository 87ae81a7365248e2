using System.Buffers;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Tokens;

/// <summary>The token of a string in place of it; a value that is too long for one is redacted.</summary>
internal sealed class TokenMask(TokenKey key, TokenClass @class) : TextMask
{
    public override bool ReadsValue => true;

    public override void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (!key.TrySeal(@class, value, output)) Redacted.Write(value, output);
    }
}
