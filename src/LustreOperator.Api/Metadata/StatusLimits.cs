namespace LustreOperator.Api;

/// <summary>
/// How long the lists and strings of a status may be: the maxItems, maxLength and list keys of the CRDs, which refuse a status whole that has one item
/// too many. A line is a field path, its maximum, and for a list what makes its items distinct: key fields, or `.` for the item itself; `=` stands after
/// a string that is a value, which is not cut.
/// </summary>
public sealed class StatusLimits
{
    private readonly Dictionary<string, StatusLimit> _limits;

    private StatusLimits(string lines) => _limits = lines.Split('\n').Select(line => line.Split(' ')).ToDictionary(
        words => words[0],
        words => new StatusLimit(
            int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), words is [_, _, not "=", ..] ? words[2].Split(',') : [], words is [_, _, "="]));

    public static StatusLimits LustreCluster { get; } = new("""
        placed 32
        running 32
        inSync 32
        hosts 32768
        lnet.networks 16 name
        lnet.networks[].name 16
        lnet.routes 240 from,to
        lnet.routes[].from 16
        lnet.routes[].to 16
        lnet.routes[].gateways 1000 .
        lnet.routes[].gateways[] 63
        lnet.unreachable 120 .
        lnet.unreachable[] 40
        conditions 32 type
        conditions[].type 316
        conditions[].reason 1024
        conditions[].message 32768
        conditions[].lastTransitionTime 40
        """);

    public static StatusLimits LustreMachine { get; } = new("""
        domain.name 128
        domain.uuid 36
        domain.state 32
        domain.machineType 64
        domain.type 16
        domain.heldCpus 32768 =
        domain.memory 16
        numa 32768 =
        pins 32
        hcas 32
        vcpuPins 512 vcpu
        vcpuPins[].cpus 32768 =
        emulatorCpus 32768 =
        devices 64 .
        devices[] 13 =
        parkedDevices 256 .
        parkedDevices[] 13 =
        volumes 256 .
        volumes[] 512
        movedDisks 64 name
        movedDisks[].name 63
        movedDisks[].source 1024
        runningSince 40
        restartedAt 40
        drift 64 field
        drift[].field 128
        drift[].desired 4096
        drift[].actual 4096
        drift[].since 40
        conditions 32 type
        conditions[].type 316
        conditions[].reason 1024
        conditions[].message 32768
        conditions[].lastTransitionTime 40
        """);

    public static StatusLimits KvmHost { get; } = new("""
        hostUuid 36
        hostName 253
        libvirtVersion 32
        hypervisorVersion 32
        agentVersion 64
        cpus 32
        hcas 32
        cells 256 id
        cells[].distances 256
        cells[].cpus 8192
        cells[].cpus[].siblings 4096 =
        cells[].hugepages 16 sizeKiB
        devices 1024 address
        devices[].address 13 =
        devices[].vendor 4
        devices[].product 4
        devices[].vendorName 256
        devices[].productName 256
        devices[].class 6 =
        devices[].groupSiblings 256 .
        devices[].groupSiblings[] 13 =
        devices[].driver 64
        devices[].link 32
        devices[].linkCapable 32
        devices[].fabric 63
        devices[].physicalFunction 13 =
        devices[].rdma.device 64
        devices[].rdma.nodeGuid 32
        devices[].rdma.firmware 64
        devices[].rdma.board 64
        devices[].rdma.ports 8 number
        devices[].rdma.ports[].linkLayer 32
        devices[].rdma.ports[].rate 64
        devices[].rdma.ports[].state 32
        devices[].rdma.ports[].physicalState 32
        devices[].rdma.ports[].portGuid 32
        devices[].hostUse 512
        devices[].holder 512
        devices[].reason 1024
        storagePools 512 name
        storagePools[].name 253
        storagePools[].type 63
        networks 512 name
        networks[].name 253
        networks[].bridge 15
        orphanedDomains 1024 .
        orphanedDomains[] 253
        dataVolumes 1024 pool,name
        dataVolumes[].pool 253
        dataVolumes[].name 255
        dataVolumes[].capacity 24
        dataVolumes[].format 32
        dataVolumes[].namespace 63
        dataVolumes[].machine 63
        dataVolumes[].machineUid 64
        dataVolumes[].disk 20
        dataVolumes[].domain 253
        conditions 32 type
        conditions[].type 316
        conditions[].reason 1024
        conditions[].message 32768
        conditions[].lastTransitionTime 40
        """);

    /// <summary>All field paths that have a limit.</summary>
    public IReadOnlyDictionary<string, StatusLimit> All => _limits;

    /// <summary>Most items of a list, or characters of a string.</summary>
    public int MaximumOf(string path) => _limits[path].Maximum;
}
