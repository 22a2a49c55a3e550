using System.Text.RegularExpressions;

namespace LustreOperator.Architecture.Tests;

/// <summary>Text becomes a value at a door, once; behind it nobody reads, compares or knows the text. A new door is listed here.</summary>
internal sealed partial class ValueDoorTests
{
    // Objects of the API, the defaults of two of their fields, and the record of a placement in an annotation.
    private static readonly string[] s_doors =
    [
        "src/LustreOperator.Api/Clusters/MemorySpec.cs",
        "src/LustreOperator.Api/Hosts/HostMemorySpec.cs",
        "src/LustreOperator.Api/Metadata/ValueTexts.cs",
        "src/LustreOperator.Operator/Machines/PlacedFor.cs",
    ];

    [Test]
    public void Size_network_and_state_are_read_from_text_at_the_doors_alone() =>
        Assert.That(Outside("src/LustreOperator.Values/", FromText()), Is.EquivalentTo(s_doors));

    [Test]
    public void Word_for_a_state_of_a_domain_stands_in_Values_alone() => Assert.That(Outside("src/LustreOperator.Values/", StateWord()), Is.Empty);

    [Test]
    public void Who_is_whose_failover_partner_is_said_once() =>
        Assert.That(Outside("src/LustreOperator.Sandbox/", Partner()), Is.EqualTo(new[] { "src/LustreOperator.Api/Clusters/MachineGroup.cs" }));

    private static IEnumerable<string> Outside(string room, Regex pattern) => SourceTree.Files("src", ".cs")
        .Where(file => !file.StartsWith(room, StringComparison.Ordinal) && SourceTree.Lines(file).Any(line => pattern.IsMatch(line)));

    [GeneratedRegex(@"\b(Quantity|LnetNet)\.Of\b|\bDomainStates\.Parse\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FromText();

    [GeneratedRegex("\"(shut off|in shutdown|pmsuspended|no state)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StateWord();

    // The neighbour of an index, and the roles that serve targets.
    [GeneratedRegex(@"\^ 1\b|\bIndex [%/] 2\b|MachineRole\.MDS or\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Partner();
}
