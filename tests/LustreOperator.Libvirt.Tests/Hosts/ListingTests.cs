namespace LustreOperator.Libvirt.Tests;

/// <summary>One part of a host that cannot be read hides none of the others.</summary>
internal sealed class ListingTests
{
    private const string Unescaped = "<device><name>pci_0000_41_00_0</name><capability type='pci'><vendor_field>R&D sample</vendor_field></capability></device>";

    [Test]
    public void Part_whose_XML_is_not_well_formed_is_left_out_and_named()
    {
        Listing<string> listing = Read(isAlive: true, name => name == "b" ? XmlText.Parse(Unescaped, "device").ToString() : name);

        Assert.That(listing, Is.EqualTo(new[] { "a", "c" }));
        Assert.That(listing.Unreadable.Single(), Has.Property("Kind").EqualTo("node device").And.Property("Name").EqualTo("b"));
    }

    [Test]
    public void Part_that_libvirt_cannot_describe_is_left_out_and_named() =>
        Assert.That(
            Read(isAlive: true, name => name == "b" ? throw new LibvirtException(LibvirtErrorKind.Other, "internal error") : name).Unreadable.Single().Problem,
            Is.EqualTo("internal error"));

    [TestCase(LibvirtErrorKind.ConnectionLost, true)]
    [TestCase(LibvirtErrorKind.Timeout, true)]
    [TestCase(LibvirtErrorKind.Other, false)]
    public void Failure_of_the_connection_is_no_fault_of_a_part(LibvirtErrorKind kind, bool isAlive) =>
        Assert.That(() => Read(isAlive, _ => throw new LibvirtException(kind, "gone")), Throws.InstanceOf<LibvirtException>());

    private static Listing<string> Read(bool isAlive, Func<string, string?> read) =>
        Listing<string>.Read("node device", ["a", "b", "c"], name => name, read, () => isAlive);
}
