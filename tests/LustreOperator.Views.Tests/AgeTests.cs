namespace LustreOperator.Views.Tests.Output;

internal sealed class AgeTests
{
    // As k8s.io/apimachinery's HumanDuration.
    [TestCase(-5, "0s")]
    [TestCase(0, "0s")]
    [TestCase(119, "119s")]
    [TestCase(120, "2m")]
    [TestCase(200, "3m20s")]
    [TestCase(600, "10m")]
    [TestCase(3 * 3600, "3h")]
    [TestCase((3 * 3600) + 60, "3h1m")]
    [TestCase(8 * 3600, "8h")]
    [TestCase(47 * 3600, "47h")]
    [TestCase(48 * 3600, "2d")]
    [TestCase((49 * 3600) + 5, "2d1h")]
    [TestCase(8 * 86400, "8d")]
    [TestCase(729 * 86400, "729d")]
    [TestCase(730 * 86400, "2y")]
    [TestCase(800 * 86400, "2y70d")]
    public void Age_has_two_figures_at_most(int seconds, string text) =>
        Assert.That(Age.Of(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));
}
