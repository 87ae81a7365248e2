using System.Collections.Immutable;
using Bunit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Pages.Identities;
using HoopLike.Console.Configuration;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Identities;

public sealed class IdentityFormTests : ControlTest
{
    [Theory]
    [InlineData("short", "too short")]
    [InlineData("Password123!", "weak")]
    [InlineData("engineer-4ever", "weak")]
    [InlineData("aaaaaaaaaaaaaaaa", "weak")]
    [InlineData("abcdefghijklmnop", "weak")]
    [InlineData("gr7-Tlp9", "fair")]
    [InlineData("correct horse battery staple", "strong")]
    public void A_passwords_strength_is_said_in_a_word(string password, string word) => Assert.Equal(word, PasswordStrength.Of(password, "engineer").Word);

    [Fact]
    public void A_password_that_is_made_here_is_strong() => Assert.Equal("strong", PasswordStrength.Of(IdentityDesk.NewPassword().Reveal(), "engineer").Word);

    [Fact]
    public void A_password_is_made_unless_one_is_typed()
    {
        string? typed = "untouched";
        var fields = Render<PasswordFields>(p => p.Add(f => f.Id, "pw").Add(f => f.User, "ann").Add(f => f.OnPassword, v => typed = v));
        Assert.Empty(fields.FindAll("#pw"));

        fields.Find("#pw-typed").Change("on");
        fields.Find("#pw").Input("ann-is-my-name");

        Assert.Equal("ann-is-my-name", typed);
        Assert.Contains("weak: It contains the name.", fields.Markup, StringComparison.Ordinal);
        fields.Find("#pw-made").Change("on");
        Assert.Null(typed);
    }

    [Fact]
    public void What_is_shown_once_says_so_and_is_gone_when_it_was_taken()
    {
        var done = false;
        var shown = Render<ShownOnce>(p => p.Add(s => s.Title, "bot was added").Add(s => s.Secret, new Secret("hlk_x")).Add(s => s.OnDone, () => done = true));
        Assert.Equal("hlk_x", shown.Find("code").TextContent);
        Assert.Contains("shown only now", shown.Markup, StringComparison.Ordinal);

        shown.Find("button.primary").Click();

        Assert.True(done);
    }

    [Fact]
    public void Roles_are_chosen_one_by_one()
    {
        ImmutableArray<ConsoleRole> roles = [ConsoleRole.Auditor];
        var checks = Render<RoleChecks>(p => p.Add(c => c.Values, roles).Add(c => c.ValuesChanged, v => roles = v));

        checks.Find("#role-admin").Change(true);
        Assert.Equal<ConsoleRole>([ConsoleRole.Auditor, ConsoleRole.Admin], roles);
        checks.Render(p => p.Add(c => c.Values, roles));
        checks.Find("#role-auditor").Change(false);

        Assert.Equal<ConsoleRole>([ConsoleRole.Admin], roles);
    }

    [Fact]
    public void A_refused_change_of_groups_keeps_the_form_and_says_why()
    {
        var editor = Render<GroupsEditor>(p => p.Add(e => e.Groups, ["platform"]).Add(e => e.GroupNames, ["platform"]).Add(e => e.MayChange, true)
            .Add(e => e.Save, _ => Task.FromResult(new ConfigOutcome([new ConfigMistake("groups", "would take the role admin from you.")], [], 1))));

        editor.Find("button").Click();
        editor.Find("form").Submit();

        Assert.Contains("would take the role admin from you.", editor.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(editor.FindAll("#edit-groups"));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(3481, "3.4 KiB")]
    [InlineData(125829120, "120 MiB")]
    public void Amounts_of_bytes_are_said_in_units(long bytes, string words) => Assert.Equal(words, Sizes.Of(bytes));
}
