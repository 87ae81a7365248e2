using System.Text.Json;

namespace HoopLike.Agent.Callers;

/// <summary>Keeps sign-ins in the user's private folder. Several commands may run at once.</summary>
internal sealed class SignInStore(PrivateFolder folder)
{
    public const string FileName = "sign-ins.json";
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public PrivateFolder Folder => folder;

    /// <exception cref="CallerFailure">Others could read the file, or it is none of ours.</exception>
    public SignInFile Read()
    {
        if (folder.ReadPrivate(FileName) is not { } bytes) return SignInFile.Empty;
        try
        {
            if (JsonSerializer.Deserialize<SignInFile>(bytes, json) is { SignIns: not null } file && file.SignIns.All(s => s is { Console: not null, Token: not null, Identity: not null })) return file;
        }
        catch (JsonException e)
        {
            throw Damaged(e);
        }

        throw Damaged(null);
    }

    /// <summary>Adds it, which counts from now on, and makes its console the current one. Older ones at the same console that are still good are kept for signing out: what runs by them goes on till then.</summary>
    public Task AddAsync(SignIn signIn, DateTimeOffset now, CancellationToken ct) =>
        ChangeAsync(f => new SignInFile(signIn.Console, [.. f.SignIns.Where(s => s.Console != signIn.Console || s.ExpiresAt > now), signIn]), ct);

    /// <summary>Forgets these sign-ins, unless they were replaced meanwhile; the newest of the others becomes current.</summary>
    public Task RemoveAsync(IReadOnlyCollection<SignIn> ended, CancellationToken ct) => ChangeAsync(
        f =>
        {
            SignIn[] left = [.. f.SignIns.Where(s => !ended.Any(e => e.Console == s.Console && e.Token.Equals(s.Token)))];
            return new SignInFile(left.Any(s => s.Console == f.Current) ? f.Current : left.LastOrDefault()?.Console, left);
        },
        ct);

    private async Task ChangeAsync(Func<SignInFile, SignInFile> change, CancellationToken ct)
    {
        using var alone = await folder.LockAsync(ct);
        folder.Write(FileName, JsonSerializer.SerializeToUtf8Bytes(change(Read()), json));
    }

    private CallerFailure Damaged(Exception? inner) =>
        new($"{folder.PathOf(FileName)} is not a file of sign-ins. Delete it and run: hooplike login", inner: inner);
}
