namespace LustreOperator.Values.Tests;

internal sealed class QuantityTests
{
    [TestCase("512Mi", 512L << 20)]
    [TestCase("12Gi", 12L << 30)]
    [TestCase("1000", 1000L)]
    [TestCase("2M", 2_000_000L)]
    public void Quantity_with_a_suffix_is_bytes(string text, long bytes) =>
        Assert.That(Quantity.Parse(text), Is.EqualTo(bytes));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("-1Gi")]
    [TestCase("1.5Gi")]
    [TestCase("1 Gi")]
    [TestCase("Gi")]
    [TestCase("9223372036854775807Ki")]
    public void Text_that_is_no_quantity_is_refused(string? text) =>
        Assert.That(Quantity.TryParse(text, out _), Is.False);

    [FsCheck.NUnit.Property]
    public bool Format_is_read_back(uint kib) => Quantity.ParseKiB(Quantity.FormatKiB(kib)) == kib;
}
