using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Configuration;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Agents.Backtests;

public sealed class PolicyBacktestTests : IAsyncLifetime
{
    const string DenyReads = "policies: [{name: no-reading, effect: deny, scope: operation, match: {sql: {kinds: [select], tables: [public.salaries]}}}]";

    RunningConsole console = null!;
    RecordedHistory history = null!;

    public async Task InitializeAsync()
    {
        console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        history = new RecordedHistory(console);
    }

    public async Task DisposeAsync() => await console.DisposeAsync();

    [Fact]
    public async Task Tells_what_would_newly_be_denied_and_what_would_newly_be_held()
    {
        var session = history.Session();
        history.Operation(session, "select * from public.salaries");
        history.Operation(session, "select 1");
        history.Operation(session, "insert into public.salaries values ('…')");

        var (report, changes) = await RunAsync(DenyReads);
        var (held, _) = await RunAsync("policies: [{name: hold, effect: approve, scope: operation, match: {sql: {kinds: [insert]}}, approval: {groups: [dba]}}]");

        var change = Assert.Single(changes);
        Assert.Equal((BacktestChange.NewlyDenied, "no-reading", BacktestCertainty.Exact), (change.Changes.Single(), change.Now.Rule, change.Certainty));
        Assert.Equal((PolicyEffect.Allow, PolicyEffect.Allow, PolicyEffect.Deny), (change.Then.Effect, change.Current.Effect, change.Now.Effect));
        Assert.Equal((3, 1), (report.Operations, report.Changed));
        Assert.Equal(new RuleCount("no-reading", false, BacktestChange.NewlyDenied, new ChangeCount(1, 0)), Assert.Single(report.Rules));
        Assert.Equal(new ChangeCount(1, 0), held.Counts[BacktestChange.NewlyHeld]);
    }

    [Fact]
    public async Task Tells_what_would_newly_be_allowed_and_no_longer_be_held()
    {
        var session = history.Session();
        history.Operation(session, "drop table public.orders", "deny", "nobody-drops");
        history.Operation(session, "delete from public.orders where id = '…'", "approve", "writes-need-a-dba");

        var (report, changes) = await RunAsync("remove: {policies: [nobody-drops, writes-need-a-dba]}");

        Assert.Equal([BacktestChange.NoLongerHeld, BacktestChange.NewlyAllowed], changes.Select(c => c.Changes.Single()));
        Assert.Equal(["nobody-drops", "writes-need-a-dba"], report.Rules.Select(r => r.Rule).Order());
    }

    [Fact]
    public async Task A_denial_that_would_become_a_hold_is_told_as_that()
    {
        history.Operation(history.Session(), "drop table public.orders", "deny", "nobody-drops");

        var (_, changes) = await RunAsync("policies: [{name: nobody-drops, effect: approve, scope: operation, match: {sql: {kinds: [drop]}}, approval: {groups: [dba]}}]");

        Assert.Equal(BacktestChange.HeldInsteadOfDenied, changes.Single().Changes.Single());
    }

    [Fact]
    public async Task An_approval_by_others_is_a_change_though_the_verdict_is_not()
    {
        history.Operation(history.Session(), "delete from public.orders where id = '…'", "approve", "writes-need-a-dba");

        var (_, same) = await RunAsync("policies: [{name: writes-need-a-dba, effect: approve, scope: operation, match: {sql: {kinds: [delete]}}, approval: {groups: [dba], required: 1, timeoutSeconds: 300}}]");
        var (_, two) = await RunAsync("policies: [{name: writes-need-a-dba, effect: approve, scope: operation, match: {sql: {kinds: [delete]}}, approval: {groups: [dba], required: 2, timeoutSeconds: 300}}]");

        Assert.Empty(same);
        Assert.Equal(BacktestChange.OtherApproval, two.Single().Changes.Single());
    }

    [Fact]
    public async Task A_transaction_that_would_be_held_at_its_COMMIT_is_told_at_what_makes_it_so()
    {
        const string At = "effect: approve, at: commit, scope: operation, match: {sql: {kinds: [update]}}, approval: {groups: [dba]}";
        var session = history.Session();
        history.Operation(session, "update public.stock set n = $1");
        history.Operation(session, "commit");

        var (_, changes) = await RunAsync($"policies: [{{name: at-the-end, {At}}}]");

        Assert.Equal((BacktestChange.NewlyHeld, "at-the-end", true), (changes.Single().Changes.Single(), changes.Single().Now.Rule, changes.Single().Now.AtCommit));
    }

    [Fact]
    public async Task What_is_in_force_already_is_a_change_against_the_recording_and_none_against_the_configuration_of_now()
    {
        history.Operation(history.Session(), "drop table public.orders", "allow");

        var (_, recorded) = await RunAsync("");
        var (_, current) = await RunAsync("", BacktestBaseline.Current);

        Assert.Equal((PolicyEffect.Allow, PolicyEffect.Deny, PolicyEffect.Deny), (recorded.Single().Then.Effect, recorded.Single().Current.Effect, recorded.Single().Now.Effect));
        Assert.Empty(current);
    }

    [Fact]
    public async Task Time_windows_count_at_the_operation_s_own_time()
    {
        var day = RecordedHistory.Yesterday.Date;
        var session = history.Session(at: new DateTimeOffset(day.AddHours(8), TimeSpan.Zero));
        history.Operation(session, "select * from public.salaries", at: new DateTimeOffset(day.AddHours(9), TimeSpan.Zero));
        history.Operation(session, "select * from public.salaries", at: new DateTimeOffset(day.AddHours(10), TimeSpan.Zero));

        var (_, changes) = await RunAsync("""policies: [{name: morning, effect: deny, scope: operation, when: {from: "08:30", to: "09:30", zone: Etc/UTC}}]""");

        Assert.Equal(9, changes.Single().At.UtcDateTime.Hour);
    }

    [Fact]
    public async Task Groups_count_as_they_were_recorded()
    {
        history.Operation(history.Session(identity: "bob", groups: ["analysts", "interns"]), "select 1");
        history.Operation(history.Session(identity: "bob", groups: ["analysts"]), "select 1");

        var (_, changes) = await RunAsync("policies: [{name: no-interns, effect: deny, scope: operation, subjects: {groups: [interns]}}]");

        Assert.Equal("bob", Assert.Single(changes).Identity);
    }

    [Fact]
    public async Task A_chain_is_judged_link_by_link_and_told_with_its_links()
    {
        var actor = new ActorIdentity("support-bot", CallerKind.Machine, ["analysts", "bots"], "key");
        history.Operation(history.Session(actors: [actor]), "select 1");
        history.Operation(history.Session(), "select 1");

        var (_, changes) = await RunAsync("policies: [{name: no-bots, effect: deny, scope: operation, subjects: {groups: [bots]}}]");

        Assert.Equal("analyst via support-bot", Assert.Single(changes).Caller);
    }

    [Fact]
    public async Task A_session_that_would_not_have_been_let_in_is_told_once_with_its_operations()
    {
        var session = history.Session();
        for (var n = 0; n < 5; n++) history.Operation(session, "select 1");

        var (report, changes) = await RunAsync("policies: [{name: closed, effect: deny, scope: session, connections: {names: [shop]}}]");

        var change = Assert.Single(changes);
        Assert.Equal((PolicyScope.Session, 5, BacktestChange.NewlyDenied), (change.Scope, change.Operations, change.Changes.Single()));
        Assert.Equal((5, 5), (report.Operations, report.Changed));
        Assert.Equal(new ChangeCount(5, 1), report.Counts[BacktestChange.NewlyDenied]);
    }

    [Fact]
    public async Task Without_the_allow_that_let_it_in_a_session_would_be_denied()
    {
        history.Operation(history.Session(), "select 1");

        var (report, changes) = await RunAsync("remove: {policies: [analysts-may-connect]}");

        Assert.Equal(PolicyScope.Session, Assert.Single(changes).Scope);
        Assert.Equal("analysts-may-connect", Assert.Single(report.Rules).Rule);
    }

    [Fact]
    public async Task A_session_on_a_grant_counts_as_one_that_was_held_at_its_connect()
    {
        var granted = history.Session(connection: "vault");
        history.Grant(granted);
        history.Operation(granted, "select 1");

        var (_, same) = await RunAsync("");
        var (_, looser) = await RunAsync("remove: {policies: [two-for-the-vault]}");

        Assert.Empty(same);
        Assert.Equal((PolicyScope.Session, BacktestChange.NoLongerHeld), (looser.Single().Scope, looser.Single().Changes.Single()));
    }

    [Fact]
    public async Task Text_that_cannot_be_read_without_its_values_is_judged_by_kinds_and_tables()
    {
        var session = history.Session();
        history.Recorded(session, "fetch '…' from c where select", ["select"], ["public.salaries"]);
        history.Recorded(session, "select a from b", ["select"], ["other.table"]);

        var (report, changes) = await RunAsync(DenyReads);

        Assert.Equal((BacktestCertainty.KindsAndTables, "public.salaries"), (changes.Single().Certainty, "public.salaries"));
        Assert.Equal(2, report.ByKindsAndTables);
    }

    [Fact]
    public async Task What_neither_kinds_nor_tables_tell_counts_as_everything()
    {
        history.Recorded(history.Session(), "update t set a = '…", ["update"], ["t"]);

        var (_, functions) = await RunAsync("policies: [{name: f, effect: deny, scope: operation, match: {sql: {functions: [pg_read_file]}}}]");
        var (_, without) = await RunAsync("policies: [{name: w, effect: deny, scope: operation, match: {sql: {withoutWhere: true}}}]");

        Assert.Single(functions);
        Assert.Single(without);
    }

    [Fact]
    public async Task Masking_is_compared_with_the_configuration_of_now_by_the_columns_that_a_statement_names()
    {
        var session = history.Session();
        history.Operation(session, "select email, name from public.customers");
        history.Operation(session, "select id from public.customers");

        var (_, gained) = await RunAsync("maskingRules: [{name: names, connections: {names: [shop]}, columns: [public.customers.name], method: {kind: redact}}]");
        var (_, lost) = await RunAsync("remove: {maskingRules: [customer-pii]}");
        var (_, wider) = await RunAsync("""maskingRules: [{name: customer-pii, connections: {names: [shop]}, exempt: {groups: [privacy]}, columns: ["*.customers.email", "*.*.ssn"], method: {kind: partial, keepLast: 4}, predicates: deny}]""");
        var (_, otherwise) = await RunAsync("""maskingRules: [{name: customer-pii, connections: {names: [shop]}, exempt: {groups: [privacy]}, columns: ["*.customers.email", "*.*.ssn"], method: {kind: redact}, predicates: deny}]""");

        Assert.Equal((BacktestChange.NewlyMasked, "customers.name"), (gained.Single().Changes.Single(), gained.Single().MaskedNow.Single(p => p.Rule == "names").What));
        Assert.Equal((BacktestChange.NoLongerMasked, "customers.email"), (lost.Single().Changes.Single(), lost.Single().MaskedCurrent.Single(p => p.Rule == "customer-pii").What));
        Assert.Empty(wider);
        Assert.Equal(BacktestChange.MaskedOtherwise, otherwise.Single().Changes.Single());
    }

    [Fact]
    public async Task A_refusal_by_a_masking_rule_stays_one_until_the_rule_changes()
    {
        history.Operation(history.Session(), "select name from public.customers where email = '…'", "deny", "customer-pii");

        var (_, same) = await RunAsync("");
        var (_, looser) = await RunAsync("remove: {maskingRules: [customer-pii]}");

        Assert.Empty(same);
        Assert.Equal(BacktestChange.NewlyAllowed, looser.Single().Changes.Single());
    }

    [Fact]
    public async Task A_masking_rule_that_would_refuse_a_statement_says_that_it_is_a_forecast()
    {
        history.Operation(history.Session(), "select id from public.customers where name = '…'");

        var (_, changes) = await RunAsync("maskingRules: [{name: names, connections: {names: [shop]}, columns: [public.customers.name], method: {kind: redact}, predicates: deny}]");

        Assert.Equal((BacktestChange.NewlyDenied, "names", BacktestCertainty.Forecast), (changes.Single().Changes[0], changes.Single().Now.Rule, changes.Single().Certainty));
    }

    [Fact]
    public async Task Only_operations_of_the_span_count_whenever_their_session_began()
    {
        var old = history.Session(at: RecordedHistory.Yesterday.AddDays(-20));
        old.EndedAt = null;
        history.Operation(old, "select * from public.salaries", at: RecordedHistory.Yesterday.AddDays(-20));
        history.Operation(old, "select * from public.salaries", at: RecordedHistory.Yesterday.AddHours(-1));

        var (report, changes) = await RunAsync(DenyReads);

        Assert.Equal(2, Assert.Single(changes).Number);
        Assert.Equal((1, 1), (report.Operations, report.Bars.Sum(b => b.Denied)));
    }

    [Fact]
    public async Task Connections_that_are_no_more_are_counted_and_not_judged()
    {
        history.Operation(history.Session(connection: "gone"), "drop table t");

        var (report, changes) = await RunAsync("");

        Assert.Empty(changes);
        Assert.Equal((1, 1), (report.Operations, report.Unjudged));
    }

    [Fact]
    public async Task Pages_together_are_what_one_run_finds_in_the_same_order()
    {
        for (var s = 0; s < 4; s++)
        {
            var session = history.Session(at: RecordedHistory.Yesterday.AddMinutes(s), groups: s == 2 ? ["none"] : null);
            for (var n = 0; n < 7; n++) history.Operation(session, n % 2 == 0 ? "select * from public.salaries" : "select 1");
        }

        var rules = (await DraftAsync(DenyReads)).Rules!;
        var (_, whole) = await RunAsync(DenyReads);
        var paged = new List<ChangedOperation>();
        BacktestPosition? after = null;
        do
        {
            var report = await console.Get<PolicyBacktest>().RunAsync(Question(rules) with { After = after, Limit = 2 }, Add, null, default);
            after = report.Next;
        }
        while (after is not null);

        Assert.Equal(13, whole.Count);
        Assert.Equal(whole.Select(c => c.Position), paged.Select(c => c.Position));
        Assert.Equal(whole.Select(c => c.StartedAt).OrderDescending(), whole.Select(c => c.StartedAt));

        ValueTask Add(ChangedOperation c)
        {
            paged.Add(c);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task When_time_runs_out_it_says_how_far_it_came_and_goes_on_from_there()
    {
        for (var s = 0; s < 3; s++) history.Operation(history.Session(at: RecordedHistory.Yesterday.AddMinutes(s)), "select * from public.salaries");
        await history.StoreAsync();
        var question = Question((await DraftAsync(DenyReads)).Rules!);

        var cut = await console.Get<PolicyBacktest>().RunAsync(question with { Patience = TimeSpan.Zero }, _ => ValueTask.CompletedTask, null, default);

        Assert.Equal(question.To, cut.SearchedTo);
        Assert.Equal(0, cut.Operations);
    }

    async Task<(BacktestReport Report, List<ChangedOperation> Changes)> RunAsync(string yaml, BacktestBaseline baseline = BacktestBaseline.Recorded)
    {
        await history.StoreAsync();
        var draft = await DraftAsync(yaml);
        Assert.Empty(draft.Mistakes);
        var changes = new List<ChangedOperation>();
        var report = await console.Get<PolicyBacktest>().RunAsync(Question(draft.Rules!) with { Baseline = baseline }, Add, null, default);
        Assert.Equal(report.Operations, report.Bars.Sum(b => b.Unchanged + b.Denied + b.Held + b.Allowed + b.Masking));
        return (report, changes);

        ValueTask Add(ChangedOperation c)
        {
            changes.Add(c);
            return ValueTask.CompletedTask;
        }
    }

    static BacktestQuestion Question(BacktestRules rules) => new(rules, RecordedHistory.Yesterday.AddDays(-6), RecordedHistory.Yesterday.AddDays(1), BacktestBaseline.Recorded);

    Task<BacktestDraft> DraftAsync(string yaml) => console.Get<BacktestText>().ReadAsync(yaml, BacktestMode.Merge, default);
}
