namespace LustreOperator.Libvirt.Tests.Values;

/// <summary>What libvirt's field names mean, whatever is missing.</summary>
internal sealed class StatisticFieldsTests
{
    private static readonly DomainIdentity s_domain = new("qa.bench-oss-0", Samples.Uuid);

    [Test]
    public void Fields_become_values_with_times_in_nanoseconds()
    {
        DomainStatistics read = Read(
            ("state.state", 1), ("cpu.time", 449921000), ("balloon.current", 65536), ("balloon.maximum", 131072), ("vcpu.current", 1), ("vcpu.maximum", 1),
            ("vcpu.0.state", 1), ("vcpu.0.time", 140000000), ("vcpu.0.wait", 100), ("vcpu.0.delay", 244186193), ("net.count", 1), ("net.0.name", "vnet0"),
            ("net.0.rx.bytes", 90), ("net.0.rx.pkts", 1), ("net.0.rx.errs", 2), ("net.0.rx.drop", 3), ("net.0.tx.bytes", 4), ("net.0.tx.pkts", 5),
            ("net.0.tx.errs", 6), ("net.0.tx.drop", 7), ("block.count", 1), ("block.0.name", "vda"), ("block.0.path", "/x"), ("block.0.rd.reqs", 1),
            ("block.0.rd.bytes", 512), ("block.0.rd.times", 75142), ("block.0.wr.reqs", 2), ("block.0.wr.bytes", 1024), ("block.0.wr.times", 300),
            ("block.0.fl.reqs", 3), ("block.0.fl.times", 400));
        Assert.That(read, Is.EqualTo(new DomainStatistics
        {
            Identity = s_domain,
            State = DomainState.Running,
            CpuTime = TimeSpan.FromTicks(4499210),
            MemoryKiB = 65536,
            MaximumMemoryKiB = 131072,
            OnlineVCpus = 1,
            Vcpus = [new VcpuStatistics(0, TimeSpan.FromMilliseconds(140), TimeSpan.FromTicks(1), TimeSpan.FromTicks(2441861))],
            Disks = [new DiskStatistics("vda", new(1, 512, TimeSpan.FromTicks(751)), new(2, 1024, TimeSpan.FromTicks(3)), new(3, null, TimeSpan.FromTicks(4)))],
            Interfaces = [new InterfaceStatistics("vnet0", new(90, 1, 2, 3), new(4, 5, 6, 7))],
        }));
    }

    [Test]
    public void Busy_domain_that_tells_its_state_alone_has_nothing_else()
    {
        Assert.That(Read(("state.state", 1)), Is.EqualTo(new DomainStatistics { Identity = s_domain, State = DomainState.Running }));
    }

    [Test]
    public void Unplugged_vcpu_is_left_out_and_the_others_keep_their_numbers()
    {
        Assert.That(Read(("state.state", 1), ("vcpu.maximum", 3), ("vcpu.0.state", 1), ("vcpu.2.state", 1)).Vcpus.Select(vcpu => vcpu.Vcpu), Is.EqualTo((int[])[0, 2]));
    }

    [Test]
    public void Cpu_time_of_a_domain_that_is_off_is_not_believed()
    {
        Assert.That(Read(("state.state", 5), ("cpu.time", 130000000)).CpuTime, Is.Null);
    }

    [TestCase(long.MaxValue)]
    [TestCase(-1)]
    public void Count_that_cannot_be_is_no_trouble(long count)
    {
        DomainStatistics read = Read(("state.state", 1), ("block.count", count), ("net.count", count), ("vcpu.maximum", count), ("net.0.name", "vnet0"));
        Assert.That((read.Disks.Count, read.Vcpus.Count), Is.EqualTo((0, 0)));
    }

    private static DomainStatistics Read(params (string Name, object Value)[] fields)
    {
        StatisticFields read = new();
        foreach ((string name, object value) in fields)
        {
            if (value is string text)
            {
                read.Add(name, text);
            }
            else
            {
                read.Add(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return read.ToStatistics(s_domain);
    }
}
