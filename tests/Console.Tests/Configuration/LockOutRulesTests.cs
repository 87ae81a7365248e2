using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

public sealed class LockOutRulesTests
{
    static readonly Actor engineer = new("engineer", null);
    static readonly ConsoleConfig before = new()
    {
        Users = [new("engineer", ["platform"]), new("reader", ["audit"])],
        Groups = [new("platform", [ConsoleRole.Admin]), new("audit", [ConsoleRole.Auditor])],
        ServiceAccounts = [new("ops", ["platform"])],
        IdentityProviders = [],
        DisabledIdentities = [],
        LocalSignIn = true,
    };

    static IEnumerable<string> Check(ConsoleConfig after, Actor? by = null, ConsoleConfig? from = null) => LockOutRules.Check(after, from ?? before, by ?? engineer).Select(m => m.Path);

    [Fact]
    public void Nobody_removes_disables_or_demotes_themselves()
    {
        Assert.Equal(["users"], Check(before with { Users = [new("reader", ["audit"])] }));
        Assert.Equal(["disabledIdentities"], Check(before with { DisabledIdentities = ["Engineer"] }));
        Assert.Equal(["groups"], Check(before with { Users = [new("engineer", ["audit"])] }));
        Assert.Equal(["groups"], Check(before with { Groups = [new("platform", [ConsoleRole.Approver])] }));
    }

    [Fact]
    public void Somebody_else_may_do_all_of_it_while_an_administrator_is_left()
    {
        var ops = new Actor("ops", null);

        Assert.Empty(Check(before with { Users = [] }, ops));
        Assert.Empty(Check(before with { DisabledIdentities = ["engineer"] }, ops));
    }

    [Fact]
    public void The_last_administrator_stays_whoever_asks()
    {
        var stranger = new Actor("somebody of a provider", null);
        var alone = before with { ServiceAccounts = [] };

        Assert.Equal(["users"], Check(alone with { Users = [] }, stranger, alone));
        Assert.Equal(["users"], Check(alone with { DisabledIdentities = ["engineer"] }, stranger, alone));
        Assert.Empty(Check(alone with { Users = [], IdentityProviders = [Provider] }, stranger, alone));
        Assert.Equal(["users"], Check(alone with { Users = [], Groups = [], IdentityProviders = [Provider] }, stranger, alone));
    }

    [Fact]
    public void Local_sign_in_stays_on_while_there_is_no_other_way_in()
    {
        Assert.Equal(["signIn.local"], Check(before with { LocalSignIn = false }));
        Assert.Empty(Check(before with { LocalSignIn = false, IdentityProviders = [Provider] }));
        Assert.Equal(["signIn.local"], Check(before with { LocalSignIn = false }, from: before with { LocalSignIn = false, IdentityProviders = [Provider] }));
    }

    [Fact]
    public void An_installation_that_has_no_administrator_can_still_be_changed_and_the_file_is_free()
    {
        var none = before with { Users = [], ServiceAccounts = [] };

        Assert.Empty(Check(none with { Groups = [] }, engineer, none));
        Assert.Empty(Check(before with { Users = [], ServiceAccounts = [] }, Actor.ConfigFile));
    }

    [Fact]
    public async Task The_rest_interface_is_held_to_it_as_well()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        var (status, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", "disabledIdentities: [ops]");

        Assert.Equal(400, (int)status);
        Assert.Contains("you cannot disable yourself", body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(200, (int)(await console.GetAsync(SomeConfig.AdminKey, "/api/v1/config")).Status);
    }

    static IdentityProviderConfig Provider => new("corp", IdentityProviderKind.Oidc, "https://id.example.com", null, "groups", []);
}
