using System.Collections.Frozen;
using System.Collections.Immutable;
using Bunit;
using HoopLike.Console.Components.Pages.Masking;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Masking;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Masking;

public sealed class MaskingRuleFormTests : ControlTest
{
    static readonly ConnectionConfig shop = new()
    {
        Name = "shop",
        Protocol = ConnectionProtocol.Postgres,
        Listen = new(15432),
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"),
        Target = new("127.0.0.1", 5432, "shop", TargetTlsMode.Prefer),
        Credential = new("owner", null),
    };

    readonly MaskingRuleDraft draft = new() { Name = "r", Columns = ["public.customers.email"] };

    [Fact]
    public void A_column_without_schema_and_table_is_meant_in_all_of_them()
    {
        var form = Form();
        form.Find("#rule-columns").Input("ssn");
        form.Find("#rule-columns").KeyDown("Enter");
        Assert.Equal<string>(["public.customers.email", "*.*.ssn"], draft.Columns);
    }

    [Fact]
    public void Each_method_shows_what_it_would_leave_of_a_value()
    {
        draft.Kind = MaskKind.Partial;
        var form = Form();
        form.Find("#rule-keep-last").Change("2");
        Assert.Equal(new MaskMethod(MaskKind.Partial, 0, 2), draft.ToConfig().Method);
        Assert.Contains("*************om", form.Markup, StringComparison.Ordinal);
        Assert.Contains("[redacted]", form.Markup, StringComparison.Ordinal);
        form.Find("#rule-method-null").Change(true);
        Assert.Equal(new MaskMethod(MaskKind.Null), draft.ToConfig().Method);
        Assert.Empty(form.FindAll("#rule-keep-last"));
    }

    [Fact]
    public void What_chooses_rows_is_asked_for_columns_only()
    {
        var form = Form();
        form.Find("#rule-predicates-deny").Change(true);
        Assert.Equal(PredicateUse.Deny, draft.ToConfig().Predicates);
        form.Find("button[aria-label='Remove public.customers.email']").Click();
        form.Find("#rule-detector-email").Change(true);
        Assert.Empty(form.FindAll("#rule-predicates-deny"));
        Assert.Equal<string>(["email"], draft.Detectors);
        Assert.Equal(PredicateUse.Allow, draft.ToConfig().Predicates);
    }

    [Fact]
    public void Whom_and_where_it_concerns_is_said_by_name()
    {
        draft.ExemptGroups = ["privacy"];
        var form = Form();
        Assert.Contains(form.FindAll("[role=status]"), s => s.TextContent == "Every connection, those to come included: now shop.");
        Assert.Contains(form.FindAll("[role=status]"), s => s.TextContent == "Whoever is in privacy: now ada.");
        form.Find("#rule-tags").Input("env");
        form.Find("#rule-tags").KeyDown("Enter");
        Assert.Equal("'env' is no key=value.", form.Find("#rule-tags-error").TextContent);
    }

    [Fact]
    public void A_mistake_stands_beside_its_field_and_what_is_missing_is_told_when_saving()
    {
        (draft.Columns, draft.Connections) = (["email.x.y.z"], ["nowhere"]);
        Assert.Contains("no schema.table.column", Form().Find("#rule-columns-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("There is no connection 'nowhere'.", Form().Find("#rule-connections-error").TextContent);
        (draft.Columns, draft.Connections) = ([], []);
        Assert.Empty(Form().FindAll(".field-error"));
        Assert.Contains("name columns, jsonPaths, detectors or patterns", Form(isSaving: true).Find(".field-error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_form_has_no_field_for_is_told_besides() =>
        Assert.Equal(["elsewhere.x: is wrong."], new FieldMistakes([new("elsewhere.x", "is wrong."), new("name", "is missing.")], true).Besides("name"));

    [Theory]
    [InlineData("<script>alert(1)</script> ada@example.com")]
    [InlineData("<img src=x onerror=alert(1)>@example.com")]
    public void What_somebody_tries_is_never_markup(string text)
    {
        var preview = Render<RulePreview>(p => p.Add(r => r.Rule, draft.ToConfig() with { Detectors = ["email"] }));
        preview.Find("#preview-values").Input(text);
        Assert.Equal(text, preview.Find("tbody .found-text").TextContent);
        Assert.Empty(preview.FindAll("script, img"));
    }

    [Fact]
    public void Values_are_shown_as_the_masks_leave_them_in_named_columns_and_elsewhere()
    {
        var rule = draft.ToConfig() with { Detectors = ["email"], Method = new(MaskKind.Partial, 0, 4) };
        var preview = Render<RulePreview>(p => p.Add(r => r.Rule, rule));
        preview.Find("#preview-values").Input("write to ada@example.com\nnothing");
        Assert.Equal(["write to ada@example.com", "********************.com", "write to ***********.com"], Cells(0));
        Assert.Equal("as it is", Cells(1)[2]);
        Assert.Equal("ada@example.com", preview.Find("mark").TextContent);
        preview.Find("#preview-type").Change(nameof(PreviewType.Number));
        Assert.Equal("NULL", Cells(0)[1]);

        List<string> Cells(int row) => [.. preview.FindAll("tbody tr")[row].Children.Select(c => c.TextContent.Trim())];
    }

    IRenderedComponent<MaskingRuleForm> Form(bool isSaving = false) => Render<MaskingRuleForm>(p => p
        .Add(f => f.Draft, draft)
        .Add(f => f.Choices, new RuleChoices([shop], Identities()))
        .Add(f => f.Mistakes, new FieldMistakes(DraftCheck.Of(new ConsoleConfig(), draft.ToConfig()), isSaving)));

    static IdentityImage Identities() => new(default)
    {
        Users = new Dictionary<string, ImmutableArray<string>> { ["ada"] = ["privacy"] }.ToFrozenDictionary(),
        ServiceAccounts = FrozenDictionary<string, ImmutableArray<string>>.Empty,
        KeysByHash = FrozenDictionary<string, ServiceAccountKeyEntity>.Empty,
        RolesOfGroups = FrozenDictionary<string, ImmutableArray<ConsoleRole>>.Empty,
        Disabled = FrozenSet<string>.Empty,
        Providers = [],
    };
}
