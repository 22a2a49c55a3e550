namespace LustreOperator.Values.Tests;

internal sealed class LnetNetTests
{
    [TestCase("tcp", "tcp", 0)]
    [TestCase("tcp0", "tcp", 0)]
    [TestCase("tcp07", "tcp", 7)]
    [TestCase("o2ib", "o2ib", 0)]
    [TestCase("o2ib12", "o2ib", 12)]
    [TestCase("kfi1", "kfi", 1)]
    [TestCase("tcp65535", "tcp", 65535)]
    public void Network_is_a_type_and_a_number(string text, string type, int number)
    {
        var net = LnetNet.Of(text);

        Assert.That((net.IsValid, net.Type, net.Number, net.IsTcp, net.ToString()), Is.EqualTo((true, type, number, type == "tcp", text)));
    }

    [TestCase("tcp", "tcp0")]
    [TestCase("tcp00", "tcp0")]
    [TestCase("o2ib", "o2ib0")]
    [TestCase("o2ib00007", "o2ib7")]
    public void Same_network_in_another_spelling_is_equal_and_has_one_normal_spelling(string text, string normal)
    {
        Assert.That(LnetNet.Of(text), Is.EqualTo(LnetNet.Of(normal)));
        Assert.That((LnetNet.Of(text).GetHashCode(), LnetNet.Of(text).Normalized().ToString()), Is.EqualTo((LnetNet.Of(normal).GetHashCode(), normal)));
    }

    [TestCase("tcp0", "tcp1")]
    [TestCase("tcp0", "kfi0")]
    [TestCase("tcp70000", "tcp")]
    [TestCase("tcp70000", "tcp80000")]
    public void Another_network_is_not_equal(string one, string other) => Assert.That(LnetNet.Of(one), Is.Not.EqualTo(LnetNet.Of(other)));

    [TestCase("")]
    [TestCase("0")]
    [TestCase("ib0")]
    [TestCase("TCP0")]
    [TestCase("tcp65536")]
    [TestCase("tcp99999")]
    [TestCase("tcp-1")]
    [TestCase("tcp 1")]
    [TestCase("tcpx")]
    [TestCase("10.0.0.1@tcp0")]
    public void Text_that_is_no_network_is_kept(string text)
    {
        var net = LnetNet.Of(text);

        Assert.That((net.IsValid, net.ToString(), net.Normalized()), Is.EqualTo((false, text, LnetNet.Of(text))));
    }

    [FsCheck.NUnit.Property]
    public bool Text_is_kept_and_equal_to_itself(string? text) =>
        LnetNet.Of(text ?? "") is var net && net.ToString() == (text ?? "") && net == LnetNet.Of(net.ToString()) && net == net.Normalized();
}
