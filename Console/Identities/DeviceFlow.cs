using System.Security.Cryptography;
using System.Text;
using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>What a command line is told when it asks to be signed in (RFC 8628, section 3.2).</summary>
/// <param name="UserCode">As people read it: <c>BCDF-GHJK</c>.</param>
public sealed record DeviceRequest(Secret DeviceCode, string UserCode, TimeSpan ExpiresIn, int IntervalSeconds);

public enum DevicePoll { Approved, Pending, SlowDown, Denied, Expired, Unknown }

/// <summary>Signs command lines in by a browser that is signed in already: somebody compares a code and confirms (RFC 8628).</summary>
public sealed class DeviceFlow(ConsoleDbFactory databases, SignIns signIns, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>Time to open a browser, sign in there and come back.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Short, because somebody waits at the other end; each question costs one look-up.</summary>
    public const int IntervalSeconds = 2;

    /// <summary>By which the interval grows for one that asks too often (RFC 8628, section 3.5).</summary>
    private const int SlowerBy = 5;

    /// <summary>Waiting at once for one address: an office behind one address, and no flood.</summary>
    private const int MostPerAddress = 50;

    /// <summary>Consonants that look and sound unlike each other and make no words: 20^8 codes, of which few live at once.</summary>
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";

    private const int CodeLength = 8;
    private const int DeviceCodeBytes = 32;
    private const int ClientLimit = 100;

    /// <summary>Null when too many of the same address wait already.</summary>
    /// <param name="client">The program as it names itself; shown to who confirms, and proof of nothing.</param>
    public async Task<DeviceRequest?> StartAsync(string client, string? address, CancellationToken cancellationToken)
    {
        var device = new Secret(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(DeviceCodeBytes)));
        var code = RandomNumberGenerator.GetString(Letters, CodeLength);
        var isTaken = await databases.WriteWithRetryAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                await db.Set<DeviceCodeEntity>().Where(c => c.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
                if (await db.Set<DeviceCodeEntity>().CountAsync(c => c.Address == address && c.Status == DeviceCodeStatus.Pending, cancellationToken) >= MostPerAddress) return false;
                db.Add(new DeviceCodeEntity
                {
                    CodeHash = Hash(device),
                    UserCode = code,
                    Client = client.Length > ClientLimit ? client[..ClientLimit] : client,
                    Address = address,
                    RequestedAt = now,
                    ExpiresAt = now + Life,
                    IntervalSeconds = IntervalSeconds,
                });
                return true;
            },
            cancellationToken);
        return isTaken ? new DeviceRequest(device, Shown(code), Life, IntervalSeconds) : null;
    }

    /// <summary>What waits under a code that somebody typed or was sent; null when nothing does.</summary>
    public async Task<DeviceCodeEntity?> FindAsync(string userCode, CancellationToken cancellationToken)
    {
        var code = Read(userCode);
        var now = time.GetUtcNow();
        await using var db = databases.CreateDbContext();
        return await db.Set<DeviceCodeEntity>().AsNoTracking().SingleOrDefaultAsync(c => c.UserCode == code && c.ExpiresAt > now && c.Status == DeviceCodeStatus.Pending, cancellationToken);
    }

    /// <summary>Makes a sign-in for the command line that waits under the code. False when nothing waits any more, or the browser's sign-in is over.</summary>
    /// <param name="browser">The sign-in of who confirms: the command line becomes the same person.</param>
    public async Task<bool> ApproveAsync(string userCode, Guid browser, Actor actor, CancellationToken cancellationToken)
    {
        if (await signIns.FindAsync(browser, cancellationToken) is not { } confirmer || await FindAsync(userCode, cancellationToken) is not { } waiting) return false;
        var proven = new ProvenPerson(confirmer.Name, SignInMeans.Device, confirmer.Provider, confirmer.Groups) { Subject = confirmer.Subject, ProviderSession = confirmer.ProviderSession };
        var (signIn, _) = await signIns.StartAsync(proven, new SignInOrigin(waiting.Address, waiting.Client), cancellationToken);
        if (signIn is null) return false;
        if (await DecideAsync(waiting.CodeHash, DeviceCodeStatus.Approved, signIn.Id, actor, cancellationToken)) return true;
        await signIns.EndAsync(signIn.Id, "the code was decided elsewhere", actor, cancellationToken);
        return false;
    }

    /// <summary>False when nothing waits under the code any more.</summary>
    public async Task<bool> DenyAsync(string userCode, Actor actor, CancellationToken cancellationToken) =>
        await FindAsync(userCode, cancellationToken) is { } waiting && await DecideAsync(waiting.CodeHash, DeviceCodeStatus.Denied, null, actor, cancellationToken);

    /// <summary>The command line asks again (RFC 8628, section 3.5). An approval is told once.</summary>
    public Task<(DevicePoll Answer, Guid? SignIn)> PollAsync(Secret deviceCode, CancellationToken cancellationToken) => databases.WriteWithRetryAsync(
        async db =>
        {
            var hash = Hash(deviceCode);
            var now = time.GetUtcNow();
            if (await db.Set<DeviceCodeEntity>().SingleOrDefaultAsync(c => c.CodeHash == hash, cancellationToken) is not { } code) return (DevicePoll.Unknown, null);
            if (code.ExpiresAt <= now) return (DevicePoll.Expired, null);
            var hurries = code.LastPolledAt is { } last && now - last < TimeSpan.FromSeconds(code.IntervalSeconds - 0.5);
            code.LastPolledAt = now;
            switch (code.Status)
            {
                case DeviceCodeStatus.Approved:
                    code.Status = DeviceCodeStatus.Used;
                    return (DevicePoll.Approved, code.SignInId);
                case DeviceCodeStatus.Denied:
                    return (DevicePoll.Denied, null);
                case DeviceCodeStatus.Used:
                    return (DevicePoll.Unknown, null);
                default:
                    if (hurries) code.IntervalSeconds += SlowerBy;
                    return (hurries ? DevicePoll.SlowDown : DevicePoll.Pending, (Guid?)null);
            }
        },
        cancellationToken);

    /// <summary>As people read it.</summary>
    public static string Shown(string code) => $"{code[..(CodeLength / 2)]}-{code[(CodeLength / 2)..]}";

    private static string Read(string typed) => string.Concat(typed.Where(char.IsAsciiLetter)).ToUpperInvariant();

    private async Task<bool> DecideAsync(string codeHash, DeviceCodeStatus status, Guid? signIn, Actor actor, CancellationToken cancellationToken)
    {
        var decided = await databases.WriteWithRetryAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                if (await db.Set<DeviceCodeEntity>().SingleOrDefaultAsync(c => c.CodeHash == codeHash && c.Status == DeviceCodeStatus.Pending && c.ExpiresAt > now, cancellationToken) is not { } code) return false;
                (code.Status, code.SignInId) = (status, signIn);
                await db.SaveChangesAsync(cancellationToken);
                var what = status == DeviceCodeStatus.Approved ? "device.confirmed" : "device.refused";
                await audit.AppendAsync(db, actor, new AuditNote(what, "console") { Detail = $"{code.Client} at {code.Address}" }, cancellationToken);
                return true;
            },
            cancellationToken);
        if (decided) live.Publish(LiveTopics.Audit, "console");
        return decided;
    }

    private static string Hash(Secret deviceCode) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(deviceCode.Reveal())));
}
