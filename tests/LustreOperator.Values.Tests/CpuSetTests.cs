using FsCheck;
using FsCheck.Fluent;

namespace LustreOperator.Values.Tests;

[TestFixture]
public class CpuSetTests
{
    [TestCase("0-3,^2,8", "0-1,3,8")]
    [TestCase("", "")]
    [TestCase(" 5 , 1-2 ", "1-2,5")]
    [TestCase("3,2,1,1", "1-3")]
    [TestCase("^1,0-1", "0-1")]
    public void A_list_is_read_in_the_order_written_and_printed_shortest(string text, string printed) =>
        Assert.That(CpuSet.Parse(text).ToString(), Is.EqualTo(printed));

    [TestCase("a")]
    [TestCase("3-1")]
    [TestCase("1,")]
    [TestCase("-1")]
    [TestCase("1-")]
    [TestCase("^")]
    [TestCase("16384")]
    [TestCase("0-99999999999")]
    public void What_is_no_list_is_refused(string text) =>
        Assert.That(() => CpuSet.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(text));

    [Test]
    public void A_number_out_of_range_is_refused() =>
        Assert.That(() => CpuSet.Of(-1), Throws.TypeOf<ArgumentOutOfRangeException>());

    [FsCheck.NUnit.Property(Arbitrary = new[] { typeof(CpuSets) })]
    public bool Printing_and_reading_gives_the_same_set(CpuSet set) =>
        CpuSet.Parse(set.ToString()) == set && CpuSet.Parse(set.ToString()).GetHashCode() == set.GetHashCode();

    [FsCheck.NUnit.Property(Arbitrary = new[] { typeof(CpuSets) })]
    public bool Algebra_is_that_of_sets(CpuSet left, CpuSet right) =>
        left.Union(right).ToHashSet().SetEquals(left.ToHashSet().Union(right))
        && left.Intersect(right).ToHashSet().SetEquals(left.ToHashSet().Intersect(right))
        && left.Except(right).ToHashSet().SetEquals(left.ToHashSet().Except(right))
        && left.Overlaps(right) == !left.Intersect(right).IsEmpty
        && left.IsSubsetOf(right) == (left.Except(right).Count == 0);

    [FsCheck.NUnit.Property(Arbitrary = new[] { typeof(CpuSets) })]
    public bool Members_are_distinct_and_in_order(CpuSet set) => set.SequenceEqual(set.Distinct().Order());

    internal static class CpuSets
    {
        public static Arbitrary<CpuSet> Sets() => Gen.Choose(0, 80).ListOf().Select(CpuSet.From).ToArbitrary();
    }
}
