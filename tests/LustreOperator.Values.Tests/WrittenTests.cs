using System.Text.Json;

namespace LustreOperator.Values.Tests;

/// <summary>Values in JSON, those that programs write and those that people write.</summary>
internal sealed partial class WrittenTests
{
    [Test]
    public void Text_that_is_a_value_is_that_value_and_goes_out_as_written()
    {
        Written<CpuSet> written = new("1,0");

        Assert.That((written.IsValue, written.Value, written.Text, $"{written}"), Is.EqualTo((true, CpuSet.Of(0, 1), "1,0", "1,0")));
    }

    [Test]
    public void Text_that_is_no_value_is_kept_and_is_none()
    {
        Written<CpuSet> written = new("9-1");

        Assert.That((written.IsValue, written.Value, written.Text), Is.EqualTo((false, (CpuSet?)null, "9-1")));
    }

    [TestCase("0-1", "0,1", true)]
    [TestCase("0-1", "0-2", false)]
    [TestCase("9-1", "9-1", true)]
    [TestCase("9-1", "8-1", false)]
    [TestCase("", "9-1", false)]
    [TestCase("9-1", "", false)]
    public void Two_are_equal_that_mean_the_same(string one, string other, bool areEqual)
    {
        (Written<CpuSet> first, Written<CpuSet> second) = (new(one), new(other));

        Assert.That((first == second, first != second, first.Equals((object)second)), Is.EqualTo((areEqual, !areEqual, areEqual)));
        Assert.That(first.GetHashCode() == second.GetHashCode(), Is.EqualTo(areEqual));
    }

    [Test]
    public void Text_that_is_no_address_is_none_of_the_addresses()
    {
        Written<PciAddress> wrong = "0000:41:ff.0";

        Assert.That(wrong.Is(default), Is.False);
        Assert.That(((Written<PciAddress>)"0000:41:00.0").Is(new PciAddress(0, 0x41, 0, 0)), Is.True);
        Assert.That((Written<PciAddress>?)(string?)null, Is.Null);
    }

    [Test]
    public void Value_is_one_string_of_JSON()
    {
        Sample sample = new([0, 1, 3], new PciAddress(0, 0x41, 0, 1), "9-1") { Names = { [new PciAddress(0, 5, 0, 0)] = "vfio-pci" } };
        const string Json = """{"Cpus":"0-1,3","At":"0000:41:00.1","Said":"9-1","Names":{"0000:05:00.0":"vfio-pci"}}""";

        Assert.That(JsonSerializer.Serialize(sample, SampleJson.Default.Sample), Is.EqualTo(Json));
        Assert.That(JsonSerializer.Serialize(JsonSerializer.Deserialize(Json, SampleJson.Default.Sample)!, SampleJson.Default.Sample), Is.EqualTo(Json));
    }

    [TestCase("""{"Cpus":"9-1"}""", "$.Cpus")]
    [TestCase("""{"Cpus":3}""", "$.Cpus")]
    [TestCase("""{"At":"0000:41:20.0"}""", "$.At")]
    [TestCase("""{"At":{}}""", "$.At")]
    [TestCase("""{"Said":3}""", "$.Said")]
    public void What_cannot_be_read_is_told_with_its_path(string json, string path) =>
        Assert.That(() => JsonSerializer.Deserialize(json, SampleJson.Default.Sample), Throws.InstanceOf<JsonException>().With.Property("Path").EqualTo(path));

    internal sealed record Sample(CpuSet Cpus, PciAddress At, Written<CpuSet> Said)
    {
        public Dictionary<PciAddress, string> Names { get; init; } = [];
    }

    [System.Text.Json.Serialization.JsonSourceGenerationOptions(Converters = [typeof(WrittenJson<CpuSet>)])]
    [System.Text.Json.Serialization.JsonSerializable(typeof(Sample))]
    internal sealed partial class SampleJson : System.Text.Json.Serialization.JsonSerializerContext;
}
