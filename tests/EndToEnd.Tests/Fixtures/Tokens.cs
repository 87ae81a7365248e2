using System.Text.Json.Nodes;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>Tokens as programs get them from the console.</summary>
static class Tokens
{
    /// <summary>A person's, as the command line gets it: it ends with the sign-in that it begins.</summary>
    public static Task<string> OfPersonAsync(HoopLikeStack stack, string name, string password) =>
        AskAsync(stack, ("grant_type", "password"), ("username", name), ("password", password), ("client_id", "hooplike-cli"));

    /// <summary>One with which <paramref name="actor"/> acts for the bearer of <paramref name="subject"/> (RFC 8693).</summary>
    public static Task<string> ExchangeAsync(HoopLikeStack stack, string subject, string actor) => AskAsync(
        stack, ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", subject), ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("actor_token", actor), ("actor_token_type", "urn:ietf:params:oauth:token-type:access_token"));

    /// <summary>Ends the sign-in that a token belongs to (RFC 7009), as <c>hooplike logout</c> does.</summary>
    public static async Task RevokeAsync(HoopLikeStack stack, string token) => await PostAsync(stack, "/oauth/revoke", ("token", token));

    static async Task<string> AskAsync(HoopLikeStack stack, params (string, string)[] form) => (string)JsonNode.Parse(await PostAsync(stack, "/oauth/token", form))!["access_token"]!;

    static async Task<string> PostAsync(HoopLikeStack stack, string path, params (string Name, string Value)[] form)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(stack.Address + path), new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? body : throw new HttpRequestException($"{(int)answer.StatusCode}: {body}");
    }
}
