namespace LustreOperator.Libvirt.Tests;

internal sealed class CpuListTextTests
{
    [TestCase("0-3,^2,8", "0-1,3,8")]
    [TestCase("", "")]
    [TestCase("  ", "")]
    [TestCase(" 5 , 1-2 ", "1-2,5")]
    [TestCase("3,2,1,1", "1-3")]
    [TestCase("^1,0-1", "0-1")]
    public void List_is_read_in_the_order_written(string text, string printed) =>
        Assert.That(CpuListText.Parse(text).ToString(), Is.EqualTo(printed));

    [TestCase("a")]
    [TestCase("3-1")]
    [TestCase("1,")]
    [TestCase("-1")]
    [TestCase("1-")]
    [TestCase("^")]
    [TestCase("0-3,^1-2")]
    [TestCase("16384")]
    [TestCase("0-99999999999")]
    public void Text_that_is_no_list_is_refused(string text) =>
        Assert.That(() => CpuListText.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(text));

    [FsCheck.NUnit.Property]
    public bool List_of_the_kernel_is_one_of_libvirts(byte[] numbers) =>
        CpuSet.From(numbers.Select(number => (int)number)) is var set && CpuListText.Parse(set.ToString()) == set;
}
