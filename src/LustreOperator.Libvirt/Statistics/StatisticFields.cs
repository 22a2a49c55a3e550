using System.Globalization;

namespace LustreOperator.Libvirt;

/// <summary>
/// The fields of one domain as virConnectGetAllDomainStats names them (https://libvirt.org/html/libvirt-libvirt-domain.html#virConnectGetAllDomainStats), and
/// what they mean. A field that is missing is not told; one that nobody here asks for is passed over.
/// </summary>
internal sealed class StatisticFields
{
    /// <summary>More parts of one kind no domain has; a count beyond is not believed.</summary>
    private const int MostParts = 8192;

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public void Add(string name, long value) => _numbers[name] = value;

    public void Add(string name, string value) => _texts[name] = value;

    public DomainStatistics ToStatistics(DomainIdentity domain)
    {
        DomainState? state = Number("state.state") is { } number ? (DomainState)number : null;
        return new DomainStatistics
        {
            Identity = domain,
            State = state,

            // libvirt 9.0 tells one of a domain that is off, too: the processes that it finds where the domain's would be.
            CpuTime = state is DomainState.ShutOff or null ? null : Time("cpu.time"),
            MaximumMemoryKiB = Number("balloon.maximum"),
            MemoryKiB = Number("balloon.current"),
            OnlineVCpus = (int?)Number("vcpu.current"),
            Vcpus = Parts("vcpu.maximum", "vcpu").Where(part => _numbers.ContainsKey($"{part.Prefix}.state"))
                .Select(part => new VcpuStatistics(part.Index, Time($"{part.Prefix}.time"), Time($"{part.Prefix}.wait"), Time($"{part.Prefix}.delay")))
                .ToValueList(),
            Disks =
                Parts("block.count", "block").Where(part => _numbers.ContainsKey($"{part.Prefix}.rd.reqs")).Select(Disk).OfType<DiskStatistics>().ToValueList(),
            Interfaces = Parts("net.count", "net").Select(Interface).OfType<InterfaceStatistics>().ToValueList(),
        };
    }

    private DiskStatistics? Disk((int Index, string Prefix) part) => _texts.TryGetValue($"{part.Prefix}.name", out string? target)
        ? new DiskStatistics(target, Requests($"{part.Prefix}.rd"), Requests($"{part.Prefix}.wr"), Requests($"{part.Prefix}.fl"))
        : null;

    private InterfaceStatistics? Interface((int Index, string Prefix) part) => _texts.TryGetValue($"{part.Prefix}.name", out string? target)
        ? new InterfaceStatistics(target, Direction($"{part.Prefix}.rx"), Direction($"{part.Prefix}.tx"))
        : null;

    private DiskRequests Requests(string prefix) => new(Number($"{prefix}.reqs"), Number($"{prefix}.bytes"), Time($"{prefix}.times"));

    private InterfaceTraffic Direction(string prefix) =>
        new(Number($"{prefix}.bytes"), Number($"{prefix}.pkts"), Number($"{prefix}.errs"), Number($"{prefix}.drop"));

    private IEnumerable<(int Index, string Prefix)> Parts(string count, string kind) =>
        from index in Enumerable.Range(0, (int)Math.Clamp(Number(count) ?? 0, 0, MostParts))
        select (index, string.Create(CultureInfo.InvariantCulture, $"{kind}.{index}"));

    private long? Number(string name) => _numbers.TryGetValue(name, out long value) ? value : null;

    /// <summary>libvirt's are in nanoseconds.</summary>
    private TimeSpan? Time(string name) => Number(name) is { } nanoseconds ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : null;
}
