using System.Text.Json;

namespace HoopLike.Shared.Snapshot.Validation;

internal static class IdentityChecks
{
    private const int Sha256HexLength = 64;

    public static void Run(AgentSnapshot snapshot, FaultList faults)
    {
        faults.Names("serviceAccounts", snapshot.ServiceAccounts.Select(a => a.Name));
        foreach (var (i, account) in snapshot.ServiceAccounts.Index())
        {
            var at = faults.At($"serviceAccounts[{i}]", account.Name);
            at.NotBlank("groups", account.Groups);
            at.AddIf(account.Keys.IsDefault || account.Keys.Any(k => k.Hash.Length != Sha256HexLength || !k.Hash.All(char.IsAsciiHexDigitLower)), "key", "its hash must be 64 lower-case hexadecimal digits.");
        }

        var names = new HashSet<string>(snapshot.ServiceAccounts.Select(a => a.Name), StringComparer.Ordinal);
        foreach (var (i, user) in snapshot.LocalUsers.Index())
        {
            var at = faults.At($"users[{i}]", user.Name);
            at.NotBlank("groups", user.Groups);
            if (string.IsNullOrWhiteSpace(user.Name) || user.Name.Any(char.IsControl)) at.Add("name", "must be printable and not empty.");
            else at.AddIf(!names.Add(user.Name), "name", "the name is taken by another user or service account: policies could not tell them apart.");
        }

        Issuers(snapshot, faults);
    }

    private static void Issuers(AgentSnapshot snapshot, FaultList faults)
    {
        var issuers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, issuer) in snapshot.TokenIssuers.Index())
        {
            var at = faults.At($"identityProviders[{i}]", issuer.Name);
            at.AddIf(string.IsNullOrWhiteSpace(issuer.Issuer), "issuer", "must not be empty.");
            at.AddIf(!issuers.Add(issuer.Issuer), "issuer", "another provider has the same issuer: whose tokens are whose could not be told.");
            at.NotBlank("audiences", issuer.Audiences);
            at.AddIf(!IsKeySet(issuer.Keys), "keys", "must be a JSON Web Key Set.");
        }
    }

    private static bool IsKeySet(string keys)
    {
        try
        {
            using var document = JsonDocument.Parse(keys);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("keys", out var list) && list.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
