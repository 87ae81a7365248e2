namespace HoopLike.Console.Identities.Oidc;

/// <summary>What sign-in through OpenID providers is made of.</summary>
internal static class OidcServices
{
    public static void AddOidc(this IServiceCollection services)
    {
        services.AddSingleton(_ => new ProviderHttp(ProviderHttp.Client())).AddSingleton<OidcClient>().AddSingleton<IGroupOverage, EntraGroups>();
        services.AddSingleton<IssuerKeys>().AddHostedService(s => s.GetRequiredService<IssuerKeys>());
        services.AddSingleton<OidcPeople>().AddSingleton<OidcSignOut>().AddSingleton<OidcSignIn>().AddSingleton<IProviderSignIn>(s => s.GetRequiredService<OidcSignIn>());
        services.AddSingleton<OidcProviderFacts>().AddSingleton<OidcProviderTrial>();
        services.AddSingleton<BackChannelLogout>().AddSingleton<OidcRenewer>().AddSingleton<OidcRenewal>().AddHostedService(s => s.GetRequiredService<OidcRenewal>());
    }
}
