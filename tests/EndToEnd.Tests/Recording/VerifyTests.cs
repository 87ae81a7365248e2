using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Recording;

/// <summary><c>hooplike verify</c> needs no console: only the file.</summary>
public sealed class VerifyTests
{
    [Fact]
    public async Task A_recording_from_the_console_proves_itself()
    {
        using var folder = new TempFolder();
        var file = await DownloadAsync(folder);

        var outcome = await VerifyAsync(file);

        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task A_changed_byte_is_found_wherever_it_is()
    {
        using var folder = new TempFolder();
        var file = await DownloadAsync(folder);
        var good = await File.ReadAllBytesAsync(file);

        for (var n = 1; n <= 12; n++)
        {
            var bad = (byte[])good.Clone();
            bad[good.Length * n / 13] ^= 1;
            await File.WriteAllBytesAsync(file, bad);

            var outcome = await VerifyAsync(file);

            Assert.Equal(1, outcome.ExitCode);
            Assert.Matches("[Rr]ecord [0-9]+", outcome.All);
        }
    }

    [Fact]
    public async Task A_recording_cut_short_does_not_pass_for_whole()
    {
        using var folder = new TempFolder();
        var file = await DownloadAsync(folder);
        var good = await File.ReadAllBytesAsync(file);

        await File.WriteAllBytesAsync(file, good[..(good.Length * 2 / 3)]);

        Assert.Equal(1, (await VerifyAsync(file)).ExitCode);
    }

    static async Task<string> DownloadAsync(TempFolder folder)
    {
        var stack = await SharedStack.GetAsync();
        var word = Guid.NewGuid().ToString("N");
        await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync($"select '{word}'", "select * from customers", "select * from orders", "drop table orders");
        using var api = stack.Api(Caller.Auditor);
        var session = await Sessions.EndedAsync(api, "shop", word);
        Assert.True((bool)(await api.GetAsync($"sessions/{session}"))["verified"]!);
        await File.WriteAllBytesAsync(folder.File("session"), await api.BytesAsync($"sessions/{session}/recording"));
        return folder.File("session");
    }

    static Task<Outcome> VerifyAsync(string file) => Command.RunAsync("dotnet", [ProductFiles.Agent, "verify", file]);
}
