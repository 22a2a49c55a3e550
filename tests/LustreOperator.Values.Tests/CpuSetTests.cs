using FsCheck;
using FsCheck.Fluent;

namespace LustreOperator.Values.Tests;

[TestFixture]
public class CpuSetTests
{
    [TestCase("0-3,8", new[] { 0, 1, 2, 3, 8 })]
    [TestCase("5", new[] { 5 })]
    [TestCase("", new int[0])]
    [TestCase("3,2,1,1", new[] { 1, 2, 3 })]
    [TestCase("00-01", new[] { 0, 1 })]
    [TestCase("0,16383", new[] { 0, 16383 })]
    public void List_is_read_in_the_kernels_format(string text, int[] numbers) =>
        Assert.That(CpuSet.Parse(text), Is.EqualTo(numbers));

    [TestCase("0,1,2,3,8", "0-3,8")]
    [TestCase("8,3,2", "2-3,8")]
    [TestCase("63-64,127-128", "63-64,127-128")]
    public void List_is_printed_shortest(string text, string printed) =>
        Assert.That(CpuSet.Parse(text).ToString(), Is.EqualTo(printed));

    [TestCase("a")]
    [TestCase("3-1")]
    [TestCase("1,")]
    [TestCase(",1")]
    [TestCase("-1")]
    [TestCase("1-")]
    [TestCase("1-2-3")]
    [TestCase("+1")]
    [TestCase(" 1")]
    [TestCase("1, 2")]
    [TestCase("0-3,^2")]
    [TestCase(" ")]
    [TestCase("0-16384")]
    [TestCase("16384")]
    [TestCase("0-99999999999")]
    public void Text_that_is_no_list_is_refused(string text)
    {
        Assert.That(CpuSet.TryParse(text, out _), Is.False);
        Assert.That(() => CpuSet.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(text));
    }

    [Test]
    public void Nothing_at_all_is_no_list() => Assert.That(CpuSet.TryParse(null, out _), Is.False);

    [TestCase(-1)]
    [TestCase(16384)]
    public void A_number_out_of_range_is_refused(int cpu) =>
        Assert.That(() => CpuSet.Of(0, cpu), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Empty_set_has_neither_a_lowest_nor_a_highest_number()
    {
        Assert.That(() => CpuSet.Empty.Min, Throws.InvalidOperationException);
        Assert.That(() => CpuSet.Empty.Max, Throws.InvalidOperationException);
        Assert.That((CpuSet.Parse("3-5").Min, CpuSet.Parse("3-5").Max), Is.EqualTo((3, 5)));
    }

    [FsCheck.NUnit.Property(Arbitrary = new[] { typeof(CpuSets) })]
    public bool Printing_and_reading_gives_the_same_set(CpuSet set) =>
        CpuSet.Parse(set.ToString()) == set && CpuSet.Parse(set.ToString()).GetHashCode() == set.GetHashCode();

    /// <summary>Whatever is read, what is printed of it is read as the same and printed the same: the text is one.</summary>
    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public bool Text_of_digits_commas_and_dashes_is_read_as_what_it_is_printed_as(byte[] picks)
    {
        string text = string.Concat(picks.Select(pick => "0123456789,-"[pick % 12]));
        return !CpuSet.TryParse(text, out CpuSet? set) || (CpuSet.Parse(set.ToString()) == set && CpuSet.Parse(set.ToString()).ToString() == set.ToString());
    }

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
        public static Arbitrary<CpuSet> Sets() =>
            Gen.OneOf(Gen.Choose(0, 80), Gen.Choose(0, CpuSet.MaxCpu)).ListOf().Select(CpuSet.From).ToArbitrary();
    }
}
