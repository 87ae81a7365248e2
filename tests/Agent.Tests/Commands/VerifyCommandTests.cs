using System.Security.Cryptography;
using System.Text.Json;
using HoopLike.Agent.Commands;
using HoopLike.Agent.Tests.Recording;
using Xunit;

namespace HoopLike.Agent.Tests.Commands;

public sealed class VerifyCommandTests : IAsyncDisposable
{
    readonly SpoolUnderTest spool = new();

    public ValueTask DisposeAsync() => spool.DisposeAsync();

    [Fact]
    public async Task A_proven_recording_exits_with_0_and_tells_its_facts()
    {
        await spool.WholeFileAsync();
        var (exit, output, _) = Run(spool.FileOf(spool.Session.Id));

        Assert.Equal(0, exit);
        Assert.Contains("PROVEN", output, StringComparison.Ordinal);
        Assert.Contains(spool.Session.Id.ToString(), output, StringComparison.Ordinal);
        Assert.Contains(spool.Key.KeyId, output, StringComparison.Ordinal);
        Assert.Contains("9, 3 operations", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_recording_exits_with_1_and_names_the_record()
    {
        var file = await spool.WholeFileAsync();
        file[^700] ^= 1;
        var path = spool.FileOf(spool.Session.Id);
        await File.WriteAllBytesAsync(path, file);
        var (exit, output, _) = Run(path);

        Assert.Equal(1, exit);
        Assert.Matches(@"NOT PROVEN   Record \d+ \([a-z]+, at 2026-.*\) was changed\.", output);
    }

    [Fact]
    public async Task The_agents_key_is_asked_for_by_id_or_by_file()
    {
        await spool.WholeFileAsync();
        var path = spool.FileOf(spool.Session.Id);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = ECDsa.Create();
        own.ImportSubjectPublicKeyInfo(Convert.FromBase64String(spool.Key.PublicKeyBase64), out _);
        var (ownFile, otherFile) = (path + ".own.pem", path + ".other.pem");
        await File.WriteAllTextAsync(ownFile, own.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(otherFile, other.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(0, Run(path, "--agent-key", spool.Key.KeyId).Exit);
        Assert.Equal(0, Run(path, "--agent-key", ownFile).Exit);
        Assert.Equal(1, Run(path, "--agent-key", "0123456789abcdef").Exit);
        Assert.Equal(1, Run(path, "--agent-key", otherFile).Exit);
        Assert.Equal(2, Run(path, "--agent-key", "nonsense").Exit);
        Assert.Equal(2, Run(path, "--agent-key", path).Exit);
    }

    [Fact]
    public async Task The_result_can_be_read_by_programs()
    {
        await spool.WholeFileAsync();
        var (exit, output, _) = Run(spool.FileOf(spool.Session.Id), "--json");

        var proof = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, exit);
        Assert.True(proof.GetProperty("isProven").GetBoolean());
        Assert.Equal(spool.Session.Id, proof.GetProperty("session").GetProperty("session").GetGuid());
    }

    [Fact]
    public void A_file_that_is_not_there_exits_with_2()
    {
        var (exit, _, error) = Run(Path.Combine(spool.Path, "nothing.hlrec"));

        Assert.Equal(2, exit);
        Assert.NotEmpty(error);
    }

    static (int Exit, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = VerifyCommand.Create().Parse(args).Invoke(new() { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
