using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;

namespace LustreOperator.Cli.Tests.Output;

internal sealed class TextTableTests
{
    [Test]
    public void Table_for_a_pipe_is_aligned_and_plain() =>
        Assert.That(Print(isTerminal: false), Is.EqualTo("NAME     READY\nkvm1     True\nkvm-10   False\n"));

    [Test]
    public void Table_for_a_terminal_has_the_same_words() =>
        Assert.That(Print(isTerminal: true), Does.Contain("NAME").And.Contains("kvm-10").And.Contains("False"));

    private static string Print(bool isTerminal)
    {
        using StringWriter text = new() { NewLine = "\n" };
        TextTable table = new("NAME", "READY");
        table.Add("kvm1", "True");
        table.Add("kvm-10", "False");
        table.Print(new Shell(text, TextWriter.Null, TimeProvider.System, "/") { IsTerminal = isTerminal });
        return text.ToString();
    }
}
