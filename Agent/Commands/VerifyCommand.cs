using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike verify FILE</c>: proves a recording offline. Exit codes: 0 proven, 1 not proven, 2 wrong usage.</summary>
public static class VerifyCommand
{
    private const int Proven = 0;
    private const int NotProven = 1;
    private const int WrongUsage = 2;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A recording, as GET /api/v1/sessions/{id}/recording gives it." };
        var agentKey = new Option<string?>("--agent-key") { HelpName = "KEYID-or-PEM-file", Description = "Insist that this key signed it: a key id (16 hex digits) or a file with the agent's public key." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("verify", "Prove offline that a recording is what the agent wrote, or name the first record that is not") { file, agentKey, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(agentKey), parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(FileInfo file, string? agentKey, bool asJson, TextWriter output, TextWriter error)
    {
        try
        {
            var key = agentKey is null ? null : KeyOf(agentKey);
            using var stream = file.OpenRead();
            var proof = RecordingVerifier.Verify(stream, key);
            if (asJson) output.WriteLine(JsonSerializer.Serialize(proof, RecordingJson.Options));
            else Print(proof, key, output);
            return proof.IsProven ? Proven : NotProven;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or FormatException)
        {
            error.WriteLine(e.Message);
            return WrongUsage;
        }
    }

    private static void Print(RecordingProof proof, string? key, TextWriter output)
    {
        if (proof.Session is { } session)
        {
            output.WriteLine($"session      {session.Session}");
            output.WriteLine($"identity     {session.Identity} ({JsonNamingPolicy.KebabCaseLower.ConvertName(session.IdentityKind.ToString())}, by {session.ProvenBy}), groups {string.Join(", ", session.Groups)}");
            output.WriteLine($"connection   {session.Connection} ({session.Protocol}), from {session.ClientAddress}, agent {session.Agent}");
            output.WriteLine($"started      {session.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        }
        if (proof.EndedAt is { } ended) output.WriteLine($"ended        {ended.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {proof.EndReason}");
        output.WriteLine($"records      {proof.Records}, {proof.Operations} operations");
        if (proof.KeyId is { } signer) output.WriteLine($"signed       by key {signer}, up to record {proof.SignedThrough}");
        output.WriteLine(proof.Fault is { } fault ? $"NOT PROVEN   {fault.What}" : key is null
            ? "PROVEN       Nothing was changed, dropped, added or moved since that key signed it. Compare the key with the agent's, or pass it as --agent-key."
            : "PROVEN       Nothing was changed, dropped, added or moved since the agent's key signed it.");
    }

    /// <summary>A key id as it is, or the public key in a PEM file.</summary>
    private static string KeyOf(string keyIdOrFile)
    {
        if (!File.Exists(keyIdOrFile))
        {
            var id = keyIdOrFile.ToLowerInvariant();
            if (id.Length != 16 || !id.All(char.IsAsciiHexDigitLower)) throw new FormatException($"--agent-key: '{keyIdOrFile}' is neither a key id of 16 hex digits nor a file that exists.");
            return id;
        }
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(keyIdOrFile));
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
