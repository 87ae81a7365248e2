using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HoopLike.Shared.Masking.Tokens;

/// <summary>Which tokens mean the same where their values are equal: those of all columns that one rule masks, so that a customer is the same customer in every table that the rule names.</summary>
internal readonly record struct TokenClass(uint Tag)
{
    public static TokenClass Of(string rule) => new(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(rule))));
}
