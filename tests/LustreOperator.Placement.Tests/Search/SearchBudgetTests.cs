using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>What bounds the searches of one call, together.</summary>
internal sealed class SearchBudgetTests
{
    [Test]
    public void Budget_is_spent_by_the_first_step_that_it_does_not_have()
    {
        SearchBudget budget = new(CancellationToken.None, 3);

        Assert.That((budget.Spend(2), budget.Spend(), budget.IsSpent), Is.EqualTo((true, true, false)));
        Assert.That((budget.Spend(), budget.IsSpent), Is.EqualTo((false, true)));
    }

    [Test]
    public void Steps_of_a_part_are_taken_from_the_whole()
    {
        SearchBudget whole = new(CancellationToken.None, 10);
        SearchBudget part = whole.Part(8);

        Assert.That((part.Spend(8), part.Spend(), part.IsSpent, whole.IsSpent), Is.EqualTo((true, false, true, false)));
        Assert.That((whole.Spend(), whole.Spend()), Is.EqualTo((true, false)));
    }

    [Test]
    public void Part_ends_with_the_whole_though_it_has_steps_left()
    {
        SearchBudget whole = new(CancellationToken.None, 10);
        SearchBudget part = whole.Part(100);

        Assert.That((part.Spend(10), part.IsSpent), Is.EqualTo((true, false)));
        Assert.That((part.Spend(), part.IsSpent), Is.EqualTo((false, true)));
    }

    [Test]
    public void Half_is_of_what_is_left_of_the_whole()
    {
        SearchBudget whole = new(CancellationToken.None, 100);
        whole.Spend(60);

        SearchBudget half = whole.Part(1000).Half();

        Assert.That((half.Spend(20), half.Spend()), Is.EqualTo((true, false)));
        Assert.That(whole.IsSpent, Is.False);
    }

    [Test]
    public void Half_of_a_budget_that_is_overdrawn_is_nothing()
    {
        SearchBudget budget = new(CancellationToken.None, 1);
        budget.Spend(5);

        Assert.That(budget.Half().Spend(), Is.False);
    }

    [Test]
    public void Step_of_a_part_ends_when_the_caller_has_cancelled()
    {
        using CancellationTokenSource cancel = new();
        SearchBudget part = new SearchBudget(cancel.Token).Part(5);
        part.ThrowIfCancelled();
        cancel.Cancel();

        Assert.That(() => part.Spend(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(part.ThrowIfCancelled, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Searches_that_part_partners_take_their_steps_from_one_budget()
    {
        // kvm2 is one CPU too small for one machine of each pair: each search, for one pair together fewer, tries them all.
        MachineGroup[] groups = [.. Enumerable.Range(0, 24).Select(i => Lab.Group($"oss{i:d2}", 3 + (i % 4)))];
        int half = groups.Sum(group => group.Cpu.Count);
        KvmHost[] hosts = [Lab.Host("kvm1", cpusPerNode: half + 8, gibPerNode: 512), Lab.Host("kvm2", cpusPerNode: half - 1, gibPerNode: 512)];
        PlacementRequest request = Lab.Problem(hosts, groups.SelectMany(group => group.Times(2))).Request;
        var ledger = PlacementLedger.Of(hosts, []);
        GreedySearch greedy = new(ledger, request, request.Wishes.Select(wish => Demand.Read(request, wish, out _)!), new SearchBudget(CancellationToken.None));
        Assert.That((greedy.Run(), greedy.PartnersTogether > 0), Is.EqualTo((48, true)));
        SearchBudget budget = new(CancellationToken.None, 100_000);

        new SetSearch(HostSlot.All(ledger, request), greedy, budget).SeparatePartners();

        Assert.That(budget.Spend(50_000), Is.False, "steps were taken that the budget does not know of");
    }
}
