namespace LustreOperator.Values.Tests;

internal sealed class QuantityTests
{
    private const string Largest = "9223372036854775807";

    [TestCase("512Mi", 512L << 20)]
    [TestCase("12Gi", 12L << 30)]
    [TestCase("3Ti", 3L << 40)]
    [TestCase("7Ki", 7L << 10)]
    [TestCase("1000", 1000L)]
    [TestCase("5k", 5_000L)]
    [TestCase("2M", 2_000_000L)]
    [TestCase("4G", 4_000_000_000L)]
    [TestCase("6T", 6_000_000_000_000L)]
    [TestCase("0", 0L)]
    [TestCase(Largest, long.MaxValue)]
    [TestCase("9007199254740991Ki", long.MaxValue - 1023)]
    [TestCase("8388607Ti", 8388607L << 40)]
    public void Quantity_with_a_suffix_is_bytes(string text, long bytes) =>
        Assert.That(Quantity.Of(text).Bytes, Is.EqualTo(bytes));

    [TestCase("")]
    [TestCase("-1Gi")]
    [TestCase("+1Gi")]
    [TestCase("1.5Gi")]
    [TestCase("1e3")]
    [TestCase("1 Gi")]
    [TestCase("Gi")]
    [TestCase("1gi")]
    [TestCase("9223372036854775808")]
    [TestCase("9007199254740992Ki")]
    [TestCase("8388608Ti")]
    [TestCase("99999999999999Ti")]
    public void Text_that_is_no_quantity_is_kept_and_amounts_to_nothing(string text)
    {
        var quantity = Quantity.Of(text);

        Assert.That((quantity.IsValid, quantity.ToString(), Quantity.KiBOrZero(quantity)), Is.EqualTo((false, text, 0)));
        Assert.That(() => quantity.Bytes, Throws.TypeOf<FormatException>().With.Message.Contains($"`{text}`"));
    }

    [TestCase("1Gi", "1024Mi")]
    [TestCase("1Gi", "1048576Ki")]
    [TestCase("1Gi", "1073741824")]
    [TestCase("1M", "1000k")]
    [TestCase("01Gi", "1Gi")]
    public void Same_amount_in_another_spelling_is_equal(string one, string other)
    {
        Assert.That(Quantity.Of(one), Is.EqualTo(Quantity.Of(other)));
        Assert.That(Quantity.Of(one).GetHashCode(), Is.EqualTo(Quantity.Of(other).GetHashCode()));
    }

    [TestCase("1Gi", "1G")]
    [TestCase("1Gi", "1gi")]
    [TestCase("1gi", "2gi")]
    [TestCase("0", "")]
    public void Another_amount_or_other_text_is_not_equal(string one, string other) =>
        Assert.That(Quantity.Of(one), Is.Not.EqualTo(Quantity.Of(other)));

    [Test]
    public void What_is_no_quantity_is_equal_by_its_text() =>
        Assert.That((Quantity.Of("1gi"), Quantity.Of("")), Is.EqualTo((Quantity.Of("1gi"), Quantity.Unset)));

    [TestCase("0", 0L)]
    [TestCase("1", 1L)]
    [TestCase("1024", 1L)]
    [TestCase("1025", 2L)]
    [TestCase("1Gi", 1L << 20)]
    [TestCase("9223372036854774784", (1L << 53) - 1)]
    [TestCase("9223372036854774785", 1L << 53)]
    [TestCase(Largest, 1L << 53)]
    public void KiB_are_rounded_up(string text, long kib) => Assert.That(Quantity.Of(text).KiB, Is.EqualTo(kib));

    [TestCase(0, "0Ki")]
    [TestCase(1023, "1023Ki")]
    [TestCase(1024, "1Mi")]
    [TestCase(1536, "1536Ki")]
    [TestCase(12L << 20, "12Gi")]
    [TestCase(3L << 30, "3Ti")]
    [TestCase(3L << 40, "3072Ti")]
    public void KiB_are_written_in_the_largest_unit_that_is_exact(long kib, string text) =>
        Assert.That(Quantity.OfKiB(kib).ToString(), Is.EqualTo(text));

    [Test]
    public void No_quantity_is_zero_KiB() => Assert.That((Quantity.KiBOrZero(null), Quantity.KiBOrZero(Quantity.Of("2Mi"))), Is.EqualTo((0, 2048)));

    [FsCheck.NUnit.Property]
    public bool Written_KiB_are_read_back(uint kib) => Quantity.OfKiB(kib).KiB == kib;

    [FsCheck.NUnit.Property]
    public bool Text_is_kept_and_equal_to_itself(string? text) =>
        Quantity.Of(text ?? "") is var quantity && quantity.ToString() == (text ?? "") && quantity == Quantity.Of(quantity.ToString());

    [FsCheck.NUnit.Property]
    public bool Bytes_are_equal_to_the_same_in_KiB(uint kib) =>
        Quantity.Of($"{(long)kib << 10}") is var bytes && bytes == Quantity.OfKiB(kib) && bytes.GetHashCode() == Quantity.OfKiB(kib).GetHashCode();
}
