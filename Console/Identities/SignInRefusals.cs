using HoopLike.Console.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace HoopLike.Console.Identities;

/// <summary>What becomes of a sign-in at a provider that came to nothing: an audit entry that says why, and a sign-in page that says what to do.</summary>
public sealed class SignInRefusals(AuditLog audit, Doors doors)
{
    /// <exception cref="ProviderSignInException">Too much from that address came to nothing: it is not listened to any more for some minutes.</exception>
    public void CheckAddress(HttpContext context)
    {
        if (doors.IsShut(Door.SignIn, context.Connection.RemoteIpAddress)) throw new ProviderSignInException(SignInProblems.TooMany, "Too many sign-ins from this address came to nothing.");
    }

    public async Task RefuseAsync(HttpContext context, string provider, string returnUrl, ProviderSignInException refusal)
    {
        var address = context.Connection.RemoteIpAddress;
        if (refusal.Problem != SignInProblems.TooMany)
        {
            // A provider that is away is not the caller's failure.
            if (refusal.Problem != SignInProblems.Unreachable) await doors.FailedAsync(Door.SignIn, address, context.RequestAborted);
            await audit.AppendAsync(new Actor("unknown", address?.ToString()), new AuditNote("sign-in.refused", "console") { Detail = $"sign-in at {Shown(provider)}: {refusal.Message}" }, context.RequestAborted);
        }

        Send(context, refusal.Problem, provider, returnUrl);
    }

    /// <summary>Back to the sign-in page.</summary>
    public static void Send(HttpContext context, string problem, string provider, string returnUrl) => context.Response.Redirect(
        QueryHelpers.AddQueryString("/signin", new Dictionary<string, string?>(StringComparer.Ordinal) { ["problem"] = problem, ["provider"] = Shown(provider), ["returnUrl"] = returnUrl }));

    /// <summary>What anybody may have typed into an address.</summary>
    private static string Shown(string provider) => new([.. provider.Where(c => !char.IsControl(c)).Take(60)]);
}
