using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Shared.Tests.Contracts;

public sealed class TokenBearersTests
{
    [Theory]
    [InlineData("sub=u-1 email=a@example.com", CallerKind.Human)]
    [InlineData("sub=u-1 client_id=cli scope=openid", CallerKind.Human)] // oidc-provider, RFC 9068
    [InlineData("sub=reports client_id=reports scope=api", CallerKind.Machine)] // RFC 9068, client credentials
    [InlineData("sub=reports cid=reports scp=api", CallerKind.Machine)] // Okta
    [InlineData("sub=0f1 azp=c-1 scp=access upn=a@example.com", CallerKind.Human)] // Entra, a person
    [InlineData("sub=0f1 azp=c-1", CallerKind.Machine)] // Entra, an application
    [InlineData("sub=0f1 azp=c-1 idtyp=app", CallerKind.Machine)]
    [InlineData("sub=0f1 azp=reports preferred_username=service-account-reports scope=profile", CallerKind.Machine)] // Keycloak
    [InlineData("sub=system:serviceaccount:prod:etl", CallerKind.Machine)] // Kubernetes
    [InlineData("sub=repo:acme/shop:ref:refs/heads/main", CallerKind.Machine)] // GitHub
    [InlineData("sub=x@clients azp=x gty=client-credentials scope=api", CallerKind.Machine)] // Auth0
    public void A_provider_s_token_is_a_person_s_or_a_program_s(string claims, CallerKind kind)
    {
        var said = claims.Split(' ').Select(c => c.Split('=', 2)).ToDictionary(c => c[0], c => c[1]);

        Assert.Equal(kind, TokenBearers.KindOf(said.GetValueOrDefault));
    }
}
