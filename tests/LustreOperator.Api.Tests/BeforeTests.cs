using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LustreOperator.TestKit;

namespace LustreOperator.Api.Tests;

/// <summary>
/// Objects as the version wrote them that had text for CPU sets and PCI addresses, in the folder Before. What is compared with what is wanted, and written
/// where it differs, is their JSON: it is the same after reading, so an upgrade writes nothing anew.
/// </summary>
internal sealed class BeforeTests
{
    [TestCase("machine-running.json")]
    [TestCase("machine-off.json")]
    [TestCase("machine-holding-nothing.json")]
    public void Machine_of_before_is_read_and_written_as_it_was(string file) => AssertSame(file, ApiJson.Default.LustreMachine);

    [TestCase("host.json")]
    public void Host_of_before_is_read_and_written_as_it_was(string file) => AssertSame(file, ApiJson.Default.KvmHost);

    [TestCase("cluster.json")]
    public void Cluster_of_before_is_read_and_written_as_it_was(string file) => AssertSame(file, ApiJson.Default.LustreCluster);

    [Test]
    public void Machine_of_before_is_equal_to_itself_read_again_in_what_is_compared_by_value()
    {
        (LustreMachine one, LustreMachine other) = (Read("machine-running.json", ApiJson.Default.LustreMachine), Read("machine-running.json", ApiJson.Default.LustreMachine));

        Assert.That(one.Spec.Memory, Is.EqualTo(other.Spec.Memory));
        Assert.That(one.Spec.Cpu.VcpuPins.SequenceEqual(other.Spec.Cpu.VcpuPins) && one.Spec.Cpu.EmulatorCpus == other.Spec.Cpu.EmulatorCpus, Is.True);
        Assert.That(one.Spec.Networks.SequenceEqual(other.Spec.Networks), Is.True);
        Assert.That(one.Status!.Domain, Is.EqualTo(other.Status!.Domain));
        Assert.That(MachineHolding.Of(one), Is.EqualTo(MachineHolding.Of(other)));
    }

    private static void AssertSame<T>(string file, JsonTypeInfo<T> type) =>
        Assert.That(JsonSerializer.Serialize(Read(file, type), type), Is.EqualTo(Text(file)));

    private static T Read<T>(string file, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Text(file), type)!;

    private static string Text(string file) => File.ReadAllText(RepositoryRoot.File("tests", "LustreOperator.Api.Tests", "Before", file)).TrimEnd();
}
