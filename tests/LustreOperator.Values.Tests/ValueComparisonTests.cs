namespace LustreOperator.Values.Tests;

/// <summary>Values are compared by what they hold, whatever made them.</summary>
internal sealed class ValueComparisonTests
{
    private static CpuSet? None => null;

    [Test]
    public void Sets_of_the_same_numbers_are_equal_and_others_are_not()
    {
        CpuSet set = CpuSet.Of(1, 2);
        Assert.That((set == CpuSet.Of(2, 1, 1), set == CpuSet.Of(1), set == CpuSet.Of(1, 3)), Is.EqualTo((true, false, false)));
        Assert.That((set != CpuSet.Of(2, 1), set != CpuSet.Of(1, 3)), Is.EqualTo((false, true)));
        Assert.That((set.Equals((object)CpuSet.Of(1, 2)), set.Equals("1-2"), set.Equals(None)), Is.EqualTo((true, false, false)));
    }

    [Test]
    public void No_set_is_equal_to_no_set_alone() =>
        Assert.That((None == null, None == CpuSet.Empty, CpuSet.Empty == None, None != CpuSet.Empty), Is.EqualTo((true, false, false, true)));

    [Test]
    public void Sets_are_told_apart_by_their_hashes() =>
        Assert.That(Enumerable.Range(0, 100).Select(cpu => CpuSet.Of(cpu).GetHashCode()).Distinct().Count(), Is.GreaterThan(90));

    [Test]
    public void Ends_of_a_set_are_its_lowest_and_highest_number() =>
        Assert.That((CpuSet.Of(3, 1, 8).Min, CpuSet.Of(3, 1, 8).Max), Is.EqualTo((1, 8)));

    [Test]
    public void Empty_set_has_no_ends()
    {
        Assert.That(() => CpuSet.Empty.Min, Throws.InvalidOperationException);
        Assert.That(() => CpuSet.Empty.Max, Throws.InvalidOperationException);
    }

    [Test]
    public void Highest_number_can_be_in_a_set_and_the_next_cannot()
    {
        Assert.That(CpuSet.Of(0, CpuSet.MaxCpu).Max, Is.EqualTo(16383));
        Assert.That(CpuSet.Parse("16383").Max, Is.EqualTo(16383));
        Assert.That(() => CpuSet.Of(CpuSet.MaxCpu + 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Text_that_is_missing_is_no_set()
    {
        Assert.That(CpuSet.TryParse(null, null, out CpuSet? set), Is.False);
        Assert.That(set, Is.Null);
    }

    [TestCase("0000:41:00.0", "0000:41:00.1", -1)]
    [TestCase("0000:41:00.1", "0000:41:00.1", 0)]
    [TestCase("0001:00:00.0", "0000:ff:1f.7", 1)]
    public void Addresses_are_compared_in_their_order(string left, string right, int order)
    {
        PciAddress one = PciAddress.Parse(left);
        PciAddress other = PciAddress.Parse(right);
        Assert.That((one < other, one <= other, one > other, one >= other), Is.EqualTo((order < 0, order <= 0, order > 0, order >= 0)));
    }

    [Test]
    public void Text_that_is_missing_is_no_address()
    {
        Assert.That(PciAddress.TryParse(null, out PciAddress address), Is.False);
        Assert.That(address, Is.EqualTo(default(PciAddress)));
    }

    [Test]
    public void Lists_of_the_same_elements_in_the_same_order_are_equal()
    {
        ValueList<string> list = ["a", "b"];
        Assert.That((list == ["a", "b"], list == ["b", "a"], list == ["a"]), Is.EqualTo((true, false, false)));
        Assert.That((list != ["a", "b"], list != ["b", "a"]), Is.EqualTo((false, true)));
        Assert.That((list.Equals((object)new[] { "a", "b" }.ToValueList()), list.Equals("[a, b]")), Is.EqualTo((true, false)));
    }

    [Test]
    public void Lists_are_told_apart_by_their_hashes()
    {
        int[] numbers = [.. Enumerable.Range(0, 100)];
        Assert.That(numbers.Select(item => new[] { item }.ToValueList().GetHashCode()).Distinct().Count(), Is.GreaterThan(90));
        Assert.That(numbers.ToValueList().GetHashCode(), Is.EqualTo(ValueList.Create<int>(numbers).GetHashCode()));
    }

    [Test]
    public void List_that_was_never_set_is_the_empty_list()
    {
        ValueList<int> list = default;
        Assert.That((list.Count, list == [], list.ToString()), Is.EqualTo((0, true, "[]")));
        Assert.That(list, Is.Empty);
    }

    [Test]
    public void List_gives_its_elements_in_order_and_says_them()
    {
        ValueList<int> list = [3, 1];
        Assert.That((list.Count, list[0], list[1], list.ToString()), Is.EqualTo((2, 3, 1, "[3, 1]")));
        Assert.That(list.Select(item => item), Is.EqualTo(new[] { 3, 1 }));
    }
}
