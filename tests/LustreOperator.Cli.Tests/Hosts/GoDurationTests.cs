using LustreOperator.Cli.Hosts;

namespace LustreOperator.Cli.Tests.Hosts;

internal sealed class GoDurationTests
{
    [TestCase("8760h", 8760 * 3600L)]
    [TestCase("1h30m", 5400)]
    [TestCase("10m", 600)]
    [TestCase("1h1s", 3601)]
    [TestCase("0s", 0)]
    public void Duration_is_read(string text, long seconds) =>
        Assert.That(GoDuration.Parse(text), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("")]
    [TestCase("1")]
    [TestCase("1d")]
    [TestCase("-1h")]
    [TestCase("1m1h")]
    [TestCase("1.5h")]
    [TestCase("99999999h")]
    [TestCase("1h\n")]
    public void Other_text_is_no_duration(string text) => Assert.That(GoDuration.Parse(text), Is.Null);
}
