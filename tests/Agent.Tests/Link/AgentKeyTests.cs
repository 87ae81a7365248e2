using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Link;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

public sealed class AgentKeyTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void The_key_is_made_once_and_only_its_owner_can_read_it()
    {
        var made = AgentKeyRing.LoadOrCreate(scratch.Data).Current;
        var read = AgentKeyRing.LoadOrCreate(scratch.Data).Current;
        Assert.Equal(made.PublicKeyBase64, read.PublicKeyBase64);
        Assert.Equal(made.DeriveSealingKey(), read.DeriveSealingKey());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scratch.Data.PathOf(AgentKeyRing.FileName)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(scratch.Data.FullPath));
        Assert.Single(Directory.GetFileSystemEntries(scratch.Data.FullPath));
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused_with_what_to_do()
    {
        AgentKeyRing.LoadOrCreate(scratch.Data);
        var path = scratch.Data.PathOf(AgentKeyRing.FileName);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupRead);
        var refused = Assert.Throws<InvalidDataException>(() => AgentKeyRing.LoadOrCreate(scratch.Data));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void A_file_that_is_no_key_is_refused_and_stays(string content)
    {
        scratch.Data.WriteAtomically(AgentKeyRing.FileName, Encoding.ASCII.GetBytes(content));
        Assert.Throws<InvalidDataException>(() => AgentKeyRing.LoadOrCreate(scratch.Data));
        Assert.Equal(content, File.ReadAllText(scratch.Data.PathOf(AgentKeyRing.FileName)));
    }

    [Fact]
    public void What_it_signs_its_public_key_proves()
    {
        using var key = AgentKey.Create();
        var signature = key.Sign("hello"u8);
        using var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key.PublicKeyBase64), out _);
        Assert.Equal(64, signature.Length);
        Assert.True(verifier.VerifyData("hello"u8, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}
