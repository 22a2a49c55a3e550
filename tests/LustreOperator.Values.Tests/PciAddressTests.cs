namespace LustreOperator.Values.Tests;

[TestFixture]
public class PciAddressTests
{
    [TestCase("0000:41:00.1", "0000:41:00.1")]
    [TestCase("41:1f.7", "0000:41:1f.7")]
    [TestCase("10000:E1:00.0", "10000:e1:00.0")]
    public void An_address_is_read_with_or_without_its_domain(string text, string printed) =>
        Assert.That(PciAddress.Parse(text).ToString(), Is.EqualTo(printed));

    [TestCase("0000:41:00")]
    [TestCase("0000:41:20.0")]
    [TestCase("0000:41:00.8")]
    [TestCase("0000:41:00.1\n")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.That(() => PciAddress.Parse(text), Throws.TypeOf<FormatException>());

    [Test]
    public void Addresses_are_ordered_by_domain_bus_slot_and_function()
    {
        string[] ordered = ["0000:05:00.0", "0000:41:00.0", "0000:41:00.1", "0000:41:01.0", "0001:00:00.0"];
        Assert.That(ordered.Reverse().Select(PciAddress.Parse).Order().Select(address => address.ToString()), Is.EqualTo(ordered));
    }
}
