namespace HoopLike.Console.Identities.Saml;

/// <summary>What sign-in through SAML providers is made of.</summary>
internal static class SamlServices
{
    public static void AddSaml(this IServiceCollection services)
    {
        services.AddSingleton<SamlKeys>().AddSingleton<SamlProviders>().AddSingleton<SamlMemory>().AddSingleton<BrowserMark>().AddSingleton<SamlProviderFacts>();
        services.AddSingleton<SamlSignOut>().AddSingleton<SamlSignIn>().AddSingleton<IProviderSignIn>(s => s.GetRequiredService<SamlSignIn>());
        services.AddSingleton<MetadataRefresh>().AddHostedService(s => s.GetRequiredService<MetadataRefresh>());
    }
}
