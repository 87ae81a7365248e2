using System.Text;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>Whatever byte of a signed response is changed, it is refused in an orderly way or says what it said before.</summary>
public sealed class SingleByteTests
{
    const int Seed = 20261121;

    public static TheoryData<string> Forms => ["assertion", "response", "both", "encrypted", "encrypted-cbc"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Any_single_byte_may_change_and_nobody_becomes_somebody_else(string form)
    {
        var draft = form switch
        {
            "assertion" => new ResponseDraft(),
            "response" => new ResponseDraft { SignAssertion = false, SignResponse = true },
            "both" => new ResponseDraft { SignResponse = true },
            "encrypted" => new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Gcm) },
            _ => new ResponseDraft { SignAssertion = false, SignResponse = true, Encrypt = Encrypting.With(Encrypting.Aes256Cbc) },
        };
        var message = Encoding.UTF8.GetBytes(TestIdp.Honest.Signed(draft));
        var truth = Said(TestIdp.Reader.Read(message, TestIdp.RequestId, TestIdp.Now));
        var random = new Random(Seed);
        var flips = message.Select(_ => (byte)(1 << random.Next(8))).ToArray();
        var (refused, same) = (0, 0);

        Parallel.For(0, message.Length, at =>
        {
            var changed = message.ToArray();
            changed[at] ^= flips[at];
            try
            {
                var said = Said(TestIdp.Reader.Read(changed, TestIdp.RequestId, TestIdp.Now));
                Assert.True(said == truth, $"Byte {at} xor {flips[at]}: {said}");
                Interlocked.Increment(ref same);
            }
            catch (SamlRefusedException)
            {
                Interlocked.Increment(ref refused);
            }
        });

        Assert.Equal(message.Length, refused + same);
        Assert.True(refused > same, $"{refused} refused, {same} the same");
    }

    static string Said(ProvenAssertion proven) =>
        $"{proven.Id} {proven.NameId} {proven.SessionIndex} {proven.AcceptableUntil:O} {proven.SessionEnds:O} {string.Join(';', proven.Attributes.Select(a => a.Name + "=" + string.Join(',', a.Values)))}";
}
