namespace LustreOperator.Values.Tests;

internal sealed class CpuListTests
{
    [TestCase("0-3,8", new[] { 0, 1, 2, 3, 8 })]
    [TestCase("5", new[] { 5 })]
    [TestCase("", new int[0])]
    [TestCase(null, new int[0])]
    public void List_is_read_in_the_kernels_format(string? text, int[] numbers) =>
        Assert.That(CpuList.Parse(text), Is.EqualTo(numbers));

    [TestCase("3-1")]
    [TestCase("a")]
    [TestCase("1,")]
    [TestCase("0-8192")]
    [TestCase("1-2-3")]
    public void Text_that_is_no_list_is_refused(string text) =>
        Assert.That(CpuList.TryParse(text, out _), Is.False);

    [FsCheck.NUnit.Property]
    public bool Format_is_read_back(byte[] numbers)
    {
        int[] wanted = [.. numbers.Select(number => (int)number).Distinct().Order()];
        return CpuList.Parse(CpuList.Format(wanted)).SequenceEqual(wanted);
    }
}
