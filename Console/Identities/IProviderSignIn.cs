namespace HoopLike.Console.Identities;

/// <summary>How people sign in through providers of one kind. To add a kind: one of these, registered.</summary>
public interface IProviderSignIn
{
    IdentityProviderKind Kind { get; }

    /// <summary>Sends the browser to the provider; it comes back to <paramref name="returnUrl"/>, a path of ours.</summary>
    /// <exception cref="ProviderSignInException">It cannot be sent there.</exception>
    Task ChallengeAsync(HttpContext context, IdentityProviderEntity provider, string returnUrl);

    /// <summary>Where the browser goes to sign out at the provider as well; null when signing out stays here. Asked before the sign-in ends here.</summary>
    Task<Uri?> SignOutAddressAsync(IdentityProviderEntity provider, SignInEntity signIn, CancellationToken cancellationToken);
}
