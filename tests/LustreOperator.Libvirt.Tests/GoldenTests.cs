using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests;

[TestFixture]
public class GoldenTests
{
    [Test]
    public void A_mismatch_shows_the_lines_that_differ_and_few_others()
    {
        Assume.That(Environment.GetEnvironmentVariable("UPDATE_GOLDEN"), Is.Not.EqualTo("1"));
        string changed = Golden.Read("DomainXml/Golden/minimal.xml").Replace("<apic />", "<apic eoi=\"on\" />");
        Assert.That(
            () => Golden.Match(changed, "DomainXml/Golden/minimal.xml"),
            Throws.TypeOf<GoldenMismatchException>().With.Message.EqualTo(
                """
                DomainXml/Golden/minimal.xml (- expected, + actual; UPDATE_GOLDEN=1 writes it anew):
                  ...
                    </os>
                    <features>
                      <acpi />
                -     <apic />
                +     <apic eoi="on" />
                    </features>
                    <cpu mode="maximum">
                      <topology sockets="1" dies="1" cores="1" threads="1" />

                """));
    }
}
