using System.Text.Json.Nodes;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Oidc;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>Documents as the big providers publish them, and documents that point where they must not.</summary>
public sealed class OidcDiscoveryTests
{
    const string Entra = """
        {"token_endpoint":"https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token","token_endpoint_auth_methods_supported":["client_secret_post","private_key_jwt","client_secret_basic","self_signed_tls_client_auth"],
         "jwks_uri":"https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/discovery/v2.0/keys","response_modes_supported":["query","fragment","form_post"],"subject_types_supported":["pairwise"],
         "id_token_signing_alg_values_supported":["RS256"],"response_types_supported":["code","id_token","code id_token","id_token token"],"scopes_supported":["openid","profile","email","offline_access"],
         "issuer":"https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0","request_uri_parameter_supported":false,"userinfo_endpoint":"https://graph.microsoft.com/oidc/userinfo",
         "authorization_endpoint":"https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/authorize","http_logout_supported":true,"frontchannel_logout_supported":true,
         "end_session_endpoint":"https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/logout","claims_supported":["sub","iss","cloud_instance_name","aud","exp","iat","auth_time","acr","nonce","preferred_username","name","tid","ver","at_hash","c_hash","email"],
         "tenant_region_scope":"EU","cloud_instance_name":"microsoftonline.com","cloud_graph_host_name":"graph.windows.net","msgraph_host":"graph.microsoft.com","rbac_url":"https://pas.windows.net"}
        """;

    const string Google = """
        {"issuer":"https://accounts.google.com","authorization_endpoint":"https://accounts.google.com/o/oauth2/v2/auth","device_authorization_endpoint":"https://oauth2.googleapis.com/device/code","token_endpoint":"https://oauth2.googleapis.com/token",
         "userinfo_endpoint":"https://openidconnect.googleapis.com/v1/userinfo","revocation_endpoint":"https://oauth2.googleapis.com/revoke","jwks_uri":"https://www.googleapis.com/oauth2/v3/certs","response_types_supported":["code","token","id_token"],
         "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],"scopes_supported":["openid","email","profile"],"token_endpoint_auth_methods_supported":["client_secret_post","client_secret_basic"],
         "claims_supported":["aud","email","email_verified","exp","family_name","given_name","iat","iss","name","picture","sub"],"code_challenge_methods_supported":["plain","S256"]}
        """;

    const string Keycloak = """
        {"issuer":"https://sso.example.com/realms/corp","authorization_endpoint":"https://sso.example.com/realms/corp/protocol/openid-connect/auth","token_endpoint":"https://sso.example.com/realms/corp/protocol/openid-connect/token",
         "userinfo_endpoint":"https://sso.example.com/realms/corp/protocol/openid-connect/userinfo","end_session_endpoint":"https://sso.example.com/realms/corp/protocol/openid-connect/logout","jwks_uri":"https://sso.example.com/realms/corp/protocol/openid-connect/certs",
         "token_endpoint_auth_methods_supported":["private_key_jwt","client_secret_basic","client_secret_post","tls_client_auth","client_secret_jwt"],"backchannel_logout_supported":true,"backchannel_logout_session_supported":true,
         "authorization_response_iss_parameter_supported":true,"scopes_supported":["openid","offline_access","profile","email","roles"]}
        """;

    [Fact]
    public void Entra_is_known_by_its_tenants_issuer_and_names_where_more_groups_are()
    {
        var entra = OidcDiscovery.Parse(Entra, "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0");

        Assert.Equal("graph.microsoft.com", entra.GraphHost);
        Assert.Contains("client_secret_basic", entra.ClientAuthentication);
        Assert.False(entra.SendsIssuer);
        Assert.NotNull(entra.EndSessionEndpoint);
    }

    [Fact]
    public void Entras_document_for_all_tenants_is_refused_with_the_address_to_give_instead()
    {
        var all = Entra.Replace("/11111111-2222-3333-4444-555555555555/v2.0\",\"request", "/{tenantid}/v2.0\",\"request", StringComparison.Ordinal);

        var refused = Assert.Throws<ProviderUnreachableException>(() => OidcDiscovery.Parse(all, "https://login.microsoftonline.com/common/v2.0"));

        Assert.Contains("Give the issuer of one tenant: https://login.microsoftonline.com/TENANT-ID/v2.0", refused.Message);
    }

    [Fact]
    public void Google_signs_out_nowhere_and_names_no_groups()
    {
        var google = OidcDiscovery.Parse(Google, "https://accounts.google.com");

        Assert.Null(google.EndSessionEndpoint);
        Assert.DoesNotContain("groups", google.Claims);
        Assert.Null(OidcPerson.GroupsOf(new JsonObject { ["sub"] = "1", ["email"] = "a@example.com" }, "groups"));
    }

    [Fact]
    public void Keycloaks_paths_of_groups_stay_as_they_are()
    {
        Assert.True(OidcDiscovery.Parse(Keycloak, "https://sso.example.com/realms/corp") is { SendsIssuer: true, SignsOutByBackChannel: true });
        Assert.Equal("/dba /dba/night", string.Join(" ", OidcPerson.GroupsOf(new JsonObject { ["groups"] = new JsonArray("/dba", "/dba/night", "/dba") }, "groups")!.Value));
    }

    [Fact]
    public void A_single_group_may_come_as_a_word() => Assert.Equal("dba", Assert.Single(OidcPerson.GroupsOf(new JsonObject { ["groups"] = "dba" }, "groups")!.Value));

    [Theory]
    [InlineData("token_endpoint", "http://sso.example.com/token", "token_endpoint is not at an https address")]
    [InlineData("userinfo_endpoint", "http://169.254.169.254/latest", "userinfo_endpoint is not at an https address")]
    [InlineData("jwks_uri", "https://127.0.0.1:8080/keys", "jwks_uri points at this machine")]
    [InlineData("jwks_uri", "https://localhost/keys", "jwks_uri points at this machine")]
    [InlineData("token_endpoint", "https://me:secret@sso.example.com/", "token_endpoint holds a user name")]
    [InlineData("token_endpoint", "file:///etc/passwd", "token_endpoint points at this machine")]
    [InlineData("issuer", "https://sso.example.com/realms/other", "names another issuer: 'https://sso.example.com/realms/other'")]
    [InlineData("jwks_uri", null, "names no keys (jwks_uri)")]
    public void A_document_cannot_point_the_console_where_it_must_not_go(string member, string? address, string words)
    {
        var document = JsonNode.Parse(Keycloak)!.AsObject();
        document[member] = address;

        Assert.Contains(words, Assert.Throws<ProviderUnreachableException>(() => OidcDiscovery.Parse(document.ToJsonString(), "https://sso.example.com/realms/corp")).Message);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    public void What_is_no_document_is_called_so(string text) =>
        Assert.Contains("is no discovery document", Assert.Throws<ProviderUnreachableException>(() => OidcDiscovery.Parse(text, "https://sso.example.com")).Message);
}
