using System.Reflection;
using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>The file of differences says what the contract gives way to, and the contract gives way to nothing else.</summary>
internal sealed class DifferencesTests
{
    private static readonly string[][] s_rows =
    [
        .. File.ReadAllLines(RepositoryRoot.File("src", "LustreOperator.Simulation", "DIFFERENCES.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];

    [Test]
    public void Test_that_gives_way_is_named_with_its_difference()
    {
        IEnumerable<(string, string)> marked =
            from type in typeof(DifferencesTests).Assembly.GetTypes()
            from method in type.GetMethods()
            from difference in method.GetCustomAttributes<DifferenceAttribute>()
            select (difference.Name, method.Name);
        IEnumerable<(string, string)> told =
            from row in s_rows
            from test in row[4].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            select (row[0].Trim('`'), test.Trim('`'));
        Assert.That(marked, Is.EquivalentTo(told));
    }

    [Test]
    public void Difference_is_told_whole_and_once()
    {
        Assert.That(s_rows, Is.Not.Empty);
        Assert.That(s_rows.Select(row => row.Length), Has.All.EqualTo(5));
        Assert.That(s_rows.SelectMany(row => row[..4]), Has.None.Empty);
        Assert.That(s_rows.Select(row => row[0]), Is.Unique);
    }
}
