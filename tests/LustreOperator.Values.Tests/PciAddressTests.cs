namespace LustreOperator.Values.Tests;

[TestFixture]
public class PciAddressTests
{
    [TestCase("0000:41:00.1", "0000:41:00.1")]
    [TestCase("41:1f.7", "0000:41:1f.7")]
    [TestCase("10000:E1:00.0", "10000:e1:00.0")]
    [TestCase("00000:41:00.0", "0000:41:00.0")]
    [TestCase("fffff:ff:1f.7", "fffff:ff:1f.7")]
    public void An_address_is_read_with_or_without_its_domain(string text, string printed) =>
        Assert.That(PciAddress.Parse(text).ToString(), Is.EqualTo(printed));

    [TestCase("0000:41:00")]
    [TestCase("0000:41:20.0")]
    [TestCase("0000:41:00.8")]
    [TestCase("0000:41:00.1\n")]
    [TestCase(" 0000:41:00.1")]
    [TestCase("100000:41:00.0")]
    [TestCase("")]
    public void What_is_no_address_is_refused(string text)
    {
        Assert.That(PciAddress.TryParse(text, out _), Is.False);
        Assert.That(() => PciAddress.Parse(text), Throws.TypeOf<FormatException>());
    }

    [FsCheck.NUnit.Property]
    public bool Printing_and_reading_gives_the_same_address(int domain, byte bus, byte slot, byte function)
    {
        PciAddress address = new(domain & 0xfffff, bus, (byte)(slot & 0x1f), (byte)(function & 7));
        return PciAddress.Parse(address.ToString()) == address;
    }

    [Test]
    public void Addresses_are_ordered_by_domain_bus_slot_and_function()
    {
        string[] ordered = ["0000:05:00.0", "0000:41:00.0", "0000:41:00.1", "0000:41:01.0", "0001:00:00.0", "10000:00:00.0"];
        Assert.That(ordered.Reverse().Select(PciAddress.Parse).Order().Select(address => address.ToString()), Is.EqualTo(ordered));
    }

    [Test]
    public void Comparison_operators_say_what_the_order_says()
    {
        (PciAddress low, PciAddress high) = (PciAddress.Parse("0000:05:00.0"), PciAddress.Parse("0000:05:00.1"));

        Assert.That((low < high, low <= high, low > high, low >= high), Is.EqualTo((true, true, false, false)));
        Assert.That((high < low, high <= low, high > low, high >= low), Is.EqualTo((false, false, true, true)));
        PciAddress same = low with { };
        Assert.That((low < same, low <= same, low > same, low >= same), Is.EqualTo((false, true, false, true)));
    }
}
