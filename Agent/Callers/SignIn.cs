using System.Text.Json.Serialization;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers;

/// <summary>A sign-in at one console, as it is kept.</summary>
/// <param name="Identity">Who is signed in, for people to read; the console goes by the token.</param>
/// <param name="ExpiresAt">As the console said; null when it did not.</param>
internal sealed record SignIn(
    string Console,
    string Identity,
    [property: JsonConverter(typeof(SecretRevealingConverter))] Secret Token,
    DateTimeOffset? ExpiresAt);

/// <summary>Every sign-in of a user.</summary>
/// <param name="Current">The console that is meant when none is named.</param>
internal sealed record SignInFile(string? Current, IReadOnlyList<SignIn> SignIns)
{
    public static SignInFile Empty { get; } = new(null, []);
}
