using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Protocols.Postgres;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class ScramClientTests
{
    private const string Nonce = "fyko+d2lbbFgONRv9qkxdawL";
    private const string ServerFirst = $"r={Nonce}3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";

    [Fact]
    public void A_server_that_knows_the_password_is_believed()
    {
        var scram = Client();
        Assert.Equal($"n,,n=,r={Nonce}", scram.First());
        Assert.StartsWith($"c=biws,r={Nonce}3rfcNHYJY1ZVvWVs7j,p=", scram.Answer(ServerFirst), StringComparison.Ordinal);
        scram.Finish("v=" + Signature("pencil", $"c=biws,r={Nonce}3rfcNHYJY1ZVvWVs7j"));
    }

    [Fact]
    public void The_channel_is_part_of_what_is_signed()
    {
        Assert.StartsWith("p=tls-server-end-point,,", new ScramClient("pencil", [1, 2, 3], couldBind: true, Nonce).First(), StringComparison.Ordinal);
        Assert.StartsWith("y,,", new ScramClient("pencil", null, couldBind: true, Nonce).First(), StringComparison.Ordinal);
        byte[] binding = [.. "p=tls-server-end-point,,"u8, 1, 2, 3];
        Assert.StartsWith("c=" + Convert.ToBase64String(binding), new ScramClient("pencil", [1, 2, 3], couldBind: true, Nonce).Answer(ServerFirst), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("r=")]
    [InlineData("e=other-error")]
    [InlineData("m=ext,r=fyko+d2lbbFgONRv9qkxdawLxyz,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=another-nonce-altogether,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=fyko+d2lbbFgONRv9qkxdawLxyz,s=,i=4096")]
    [InlineData("r=fyko+d2lbbFgONRv9qkxdawLxyz,s=***,i=4096")]
    [InlineData("r=fyko+d2lbbFgONRv9qkxdawLxyz,s=QSXCR+Q6sek8bf92,i=0")]
    [InlineData("r=fyko+d2lbbFgONRv9qkxdawLxyz,s=QSXCR+Q6sek8bf92,i=-1")]
    [InlineData("r=fyko+d2lbbFgONRv9qkxdawLxyz,s=QSXCR+Q6sek8bf92,i=1000001")]
    [InlineData("r=fyko+d2lbbFgONRv9qkxdawLxyz,s=QSXCR+Q6sek8bf92,i=99999999999999")]
    public void A_first_message_that_is_none_gets_no_proof(string serverFirst) => Assert.Throws<InvalidDataException>(() => Client().Answer(serverFirst));

    [Fact]
    public void A_server_that_does_not_know_the_password_is_not_believed()
    {
        var scram = Client();
        scram.Answer(ServerFirst);
        var finals = (string[])["", "v=", "v=AAAA", "e=invalid-proof", "v=" + Signature("another", $"c=biws,r={Nonce}3rfcNHYJY1ZVvWVs7j"), Signature("pencil", $"c=biws,r={Nonce}3rfcNHYJY1ZVvWVs7j")];
        foreach (var final in finals) Assert.Throws<InvalidDataException>(() => scram.Finish(final));
        Assert.Throws<InvalidDataException>(() => Client().Finish("v=" + Signature("pencil", "")));
    }

    [Theory]
    [InlineData("plain ASCII", "plain ASCII")]
    [InlineData("a\u00A0b", "a b")]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("pä", "pä")]
    public void Passwords_are_prepared(string password, string prepared) => Assert.Equal(prepared, SaslPrep.Prepare(password));

    private static ScramClient Client() => new("pencil", null, couldBind: false, Nonce);

    /// <summary>ServerSignature of RFC 5802, section 3, step by step.</summary>
    private static string Signature(string password, string withoutProof)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String("QSXCR+Q6sek8bf92"), 4096, HashAlgorithmName.SHA256, 32);
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return Convert.ToBase64String(HMACSHA256.HashData(serverKey, Encoding.UTF8.GetBytes($"n=,r={Nonce},{ServerFirst},{withoutProof}")));
    }
}
