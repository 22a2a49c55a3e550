using System.Text.RegularExpressions;

namespace LustreOperator.Architecture.Tests;

/// <summary>CPU sets and PCI addresses are text at the doors alone: everywhere else they are values.</summary>
internal sealed partial class ValueTests
{
    // Who reads text, and whose text it is. The API's JSON is read by TextJson and WrittenJson of Values.
    private static readonly Dictionary<string, string> s_doors = new()
    {
        ["src/LustreOperator.Libvirt/CpuListText.cs"] = "libvirt's lists in its XML",
        ["src/LustreOperator.Agent/Machines/DomainMark.cs"] = "our mark in a domain's metadata",
        ["src/LustreOperator.Agent/HostFiles/HostFiles.cs"] = "names in sysfs",
        ["src/LustreOperator.Agent/HostFiles/Tree/ClassDevices.cs"] = "links in sysfs",
    };

    [Test]
    public void Text_is_parsed_at_a_door_alone() =>
        Assert.That(
            SourceTree.Files("src", ".cs").Where(file => !file.StartsWith("src/LustreOperator.Values/", StringComparison.Ordinal) && Parsing().IsMatch(SourceTree.Text(file))),
            Is.EquivalentTo(s_doors.Keys));

    [GeneratedRegex(@"\b(CpuSet|PciAddress|PciClass)\.(Try)?Parse\b|new Written<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parsing();
}
