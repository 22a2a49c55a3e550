using System.Runtime.Versioning;
using FsCheck;
using FsCheck.Fluent;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

/// <summary>Files that no kernel would show, or that go while they are read: they harm nobody but themselves.</summary>
internal sealed class HostileFilesTests
{
    private const string Hca = "sys/devices/pci0000:00/0000:00:03.0/0000:03:00.0/infiniband/mlx4_0";

    private HostFolder _host = null!;

    [SetUp]
    public void Make() => _host = HostFolder.Of("connectx-2");

    [TearDown]
    public void Remove() => _host.Dispose();

    [Test]
    public async Task Attribute_of_binary_rubbish_is_none()
    {
        File.WriteAllBytes(_host.PathOf($"{Hca}/fw_ver"), [0, 255, 7, 200, 10]);

        Assert.That((await ReadHcaAsync()).Rdma!.Firmware, Is.Null);
    }

    [TestCase(4096, true)]
    [TestCase(4097, false)]
    public void Attribute_is_a_page_at_most(int length, bool isRead)
    {
        _host.Add($"sys/long = {new string('a', length - 1)}");

        Assert.That(new HostTree(_host.Path).Attribute("sys/long"), isRead ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task Attribute_of_a_terabyte_is_none()
    {
        using (FileStream file = File.Open(_host.PathOf($"{Hca}/board_id"), FileMode.Create))
        {
            file.SetLength(1L << 40);
        }

        Assert.That((await ReadHcaAsync()).Rdma!.Board, Is.Null);
    }

    [Test]
    public async Task Attribute_that_refuses_to_be_read_is_none()
    {
        // Reading the first byte of one's own memory is EIO, as an attribute of a device that does not answer is.
        File.Delete(_host.PathOf($"{Hca}/node_guid"));
        _host.Add($"{Hca}/node_guid -> /proc/self/mem");

        HostDeviceRdmaFacts(await ReadHcaAsync(), guid: null, firmware: "2.9.1000");
    }

    [Test]
    public async Task Folder_where_a_file_should_be_is_none()
    {
        File.Delete(_host.PathOf($"{Hca}/node_guid"));
        _host.Add($"{Hca}/node_guid/");

        HostDeviceRdmaFacts(await ReadHcaAsync(), guid: null, firmware: "2.9.1000");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task File_without_permission_is_none()
    {
        Assume.That(Environment.IsPrivilegedProcess, Is.False, "root may read everything");
        File.SetUnixFileMode(_host.PathOf($"{Hca}/node_guid"), UnixFileMode.None);

        HostDeviceRdmaFacts(await ReadHcaAsync(), guid: null, firmware: "2.9.1000");
    }

    [Test]
    public async Task Link_that_leads_nowhere_or_in_a_circle_is_a_device_without_facts()
    {
        _host.Add(
            "sys/bus/pci/devices/0000:09:00.0 -> ../../../devices/gone",
            "sys/class/infiniband/mlx4_1 -> ../../devices/pci0000:00/0000:09:00.0/infiniband/mlx4_1",
            "sys/devices/pci0000:00/0000:09:00.0/infiniband/mlx4_1 -> mlx4_1",
            "sys/class/net/ib9 -> ../../devices/pci0000:00/0000:09:00.0/net/ib9",
            "sys/class/net/loop -> loop");

        FunctionFacts facts = (await _host.ReadAsync())["0000:09:00.0"];

        Assert.That(facts.Rdma!.Device, Is.EqualTo("mlx4_1"));
        Assert.That(facts.Rdma.Ports, Is.Empty);
        Assert.That(facts.Interfaces, Is.EqualTo(["ib9"]));
        Assert.That(facts.HostUse, Is.Null);
    }

    [TestCase("nonsense")]
    [TestCase("fe80:0000:0000:0000:0002:c903:0008:8efZ")]
    [TestCase("fe80:0000:0000:0000-0002:c903:0008:8efb")]
    [TestCase("fe80::1")]
    public async Task Gid_of_another_shape_is_no_port_guid(string gid)
    {
        File.WriteAllText(_host.PathOf($"{Hca}/ports/1/gids/0"), gid);

        Assert.That((await ReadHcaAsync()).Rdma!.Ports[0].PortGuid, Is.Null);
    }

    [Test]
    public async Task Names_that_are_no_addresses_or_ports_are_passed_over()
    {
        _host.Add("sys/bus/pci/devices/rubbish = 1");
        _host.Add([.. from port in (string[])["0", "x", "999", "-1"] select $"{Hca}/ports/{port}/state = 4: ACTIVE"]);

        IReadOnlyDictionary<string, FunctionFacts> facts = await _host.ReadAsync();

        Assert.That(facts.Keys, Is.EquivalentTo(["0000:00:03.0", "0000:03:00.0"]));
        Assert.That(facts["0000:03:00.0"].Rdma!.Ports.Select(port => port.Number), Is.EqualTo([1, 2]));
    }

    [Test]
    public async Task More_ports_than_a_status_takes_are_cut()
    {
        for (int port = 3; port < 30; port++)
        {
            _host.Add($"{Hca}/ports/{port}/state = 1: DOWN");
        }

        Assert.That((await ReadHcaAsync()).Rdma!.Ports.Select(port => port.Number), Is.EqualTo(Enumerable.Range(1, 8)));
    }

    [Test]
    public async Task Table_without_end_leaves_the_interface_in_doubt()
    {
        File.Delete(_host.PathOf("proc/1/net/if_inet6"));
        _host.Add("proc/1/net/if_inet6 -> /dev/zero");

        Assert.That((await ReadHcaAsync()).HostUse, Does.Match("^interface ib0 may be in use: .*/if_inet6 is longer than 16 MiB; interface ib1 may "));
    }

    [Test]
    public async Task Class_that_cannot_be_listed_leaves_every_function_in_doubt()
    {
        _host.Add("sys/class/block -> block");

        Assert.That(
            (await _host.ReadAsync()).Values.Select(function => function.HostUse),
            Has.All.Match("^may be in use: .*/sys/class/block cannot be read \\(Too many levels of symbolic links\\)$"));
    }

    [Test]
    public void Root_without_sysfs_says_so()
    {
        using HostFolder empty = new("proc/swaps = nothing");

        Assert.That(
            () => empty.ReadAsync(),
            Throws.InstanceOf<IOException>().With.Message.EqualTo($"The host's PCI functions cannot be listed: {empty.PathOf("sys")} is no sysfs."));
    }

    [Test]
    public async Task Host_without_pci_has_no_functions()
    {
        using HostFolder host = new("sys/bus/usb/");

        Assert.That(await host.ReadAsync(), Is.Empty);
    }

    [Test]
    public async Task Reading_goes_on_while_devices_come_and_go()
    {
        using CancellationTokenSource end = new();
        Task churn = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                File.Delete(_host.PathOf("sys/class/infiniband/mlx4_0"));
                File.Delete(_host.PathOf($"{Hca}/ports/2/state"));
                _host.Add(
                    "sys/class/infiniband/mlx4_0 -> ../../devices/pci0000:00/0000:00:03.0/0000:03:00.0/infiniband/mlx4_0",
                    $"{Hca}/ports/2/state = 1: DOWN");
            }
        });
        HashSet<bool> seen = [];
        await Eventually.That(() => seen.Add(_host.ReadAsync().GetAwaiter().GetResult()["0000:03:00.0"].Rdma is null) && seen.Count == 2);

        await end.CancelAsync();
        await Eventually.Completes(churn);
    }

    [Test]
    public void Waiting_for_a_reading_ends_with_the_callers_patience()
    {
        using CancellationTokenSource patience = new();
        using ManualResetEventSlim hang = new();
        HostFiles files = new(_host.Path, () =>
        {
            patience.Cancel();
            hang.Wait();
            return [];
        });

        Assert.That(() => Eventually.Completes(files.ReadAsync(patience.Token)), Throws.InstanceOf<OperationCanceledException>());
        hang.Set();
    }

    [FsCheck.NUnit.Property]
    public Property Tables_of_any_words_are_read() => Prop.ForAll(
        Gen.Elements("-", "/", "/dev/", "/dev/sda\\040", "\\04", "0:1", "8:1", "eth0", "00", "80", "0000000A", "FFFFFFFF", "fe80", new string('f', 32), "\0", "é")
            .ArrayOf().Select(words => string.Join(' ', words)).ArrayOf().ToArbitrary(),
        lines => (NetworkTables.Addresses6(lines).Count() + NetworkTables.Routes4(lines).Count() + NetworkTables.Routes6(lines).Count()
            + MountTables.Mounts(lines).Count() + MountTables.Swaps(lines).Count()) <= 5 * lines.Length);

    private static void HostDeviceRdmaFacts(FunctionFacts facts, string? guid, string? firmware)
    {
        Assert.That(facts.Rdma!.NodeGuid, Is.EqualTo(guid));
        Assert.That(facts.Rdma.Firmware, Is.EqualTo(firmware));
    }

    private async Task<FunctionFacts> ReadHcaAsync() => (await _host.ReadAsync())["0000:03:00.0"];
}
