using System.Net;
using LustreOperator.Api;

namespace LustreOperator.Agent.Tests;

internal sealed class RdmaFactsTests
{
    [Test]
    public async Task Dual_port_hca_has_the_facts_of_both_ports()
    {
        using HostFolder host = HostFolder.Of("connectx-2");

        HostDeviceRdma rdma = (await host.ReadAsync())["0000:03:00.0"].Rdma!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(rdma with { Ports = [] }, Is.EqualTo(new HostDeviceRdma
            {
                Device = "mlx4_0",
                NodeGuid = "0002:c903:0008:8efa",
                Firmware = "2.9.1000",
                Board = "MT_0D80120009",
                Ports = [],
            }));
            Assert.That(rdma.Ports, Is.EqualTo(new[]
            {
                new HostDeviceRdmaPort
                {
                    Number = 1,
                    LinkLayer = "InfiniBand",
                    Rate = "40 Gb/sec (4X QDR)",
                    State = "ACTIVE",
                    PhysicalState = "LinkUp",
                    PortGuid = "0002:c903:0008:8efb",
                },
                new HostDeviceRdmaPort
                {
                    Number = 2,
                    LinkLayer = "InfiniBand",
                    Rate = "10 Gb/sec (4X)",
                    State = "DOWN",
                    PhysicalState = "Polling",
                    PortGuid = "0002:c903:0008:8efc",
                },
            }));
        }
    }

    [Test]
    public async Task Virtual_function_whose_guids_are_zeros_has_none()
    {
        using HostFolder host = HostFolder.Of("connectx-6");

        HostDeviceRdma rdma = (await host.ReadAsync())["0000:41:00.1"].Rdma!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(rdma.Device, Is.EqualTo("mlx5_1"));
            Assert.That(rdma.NodeGuid, Is.Null);
            Assert.That(rdma.Ports.Single().PortGuid, Is.Null);
            Assert.That(rdma.Ports.Single().State, Is.EqualTo("DOWN"));
        }
    }

    [Test]
    public async Task Each_function_has_its_own_device_and_one_without_a_driver_has_none()
    {
        using HostFolder host = HostFolder.Of("connectx-6");

        IReadOnlyDictionary<string, FunctionFacts> facts = await host.ReadAsync();

        Assert.That(
            facts.Select(pair => $"{pair.Key} {pair.Value.Rdma?.Device}"),
            Is.EquivalentTo(["0000:41:00.0 mlx5_0", "0000:41:00.1 mlx5_1", "0000:41:00.2 mlx5_2", "0000:41:00.3 ", "0000:41:00.4 "]));
    }

    [Test]
    public async Task First_of_several_rdma_devices_is_the_first_as_people_count()
    {
        using HostFolder host = HostFolder.Of(
            "connectx-6",
            "sys/class/infiniband/mlx5_10 -> ../../devices/pci0000:40/0000:40:01.0/0000:41:00.3/infiniband/mlx5_10",
            "sys/class/infiniband/mlx5_9 -> ../../devices/pci0000:40/0000:40:01.0/0000:41:00.3/infiniband/mlx5_9");

        Assert.That((await host.ReadAsync())["0000:41:00.3"].Rdma!.Device, Is.EqualTo("mlx5_9"));
    }

    [Test]
    public async Task Bridge_above_an_hca_has_neither_rdma_device_nor_interfaces()
    {
        using HostFolder host = HostFolder.Of("connectx-2");

        FunctionFacts bridge = (await host.ReadAsync())["0000:00:03.0"];

        Assert.That(bridge.Rdma, Is.Null);
        Assert.That(bridge.Interfaces, Is.Empty);
    }

    [Test]
    public async Task Ethernet_port_has_no_port_guid()
    {
        const string Port = "sys/devices/pci0000:40/0000:40:01.0/0000:41:00.2/infiniband/mlx5_2/ports/1";
        using HostFolder host = HostFolder.Of("connectx-6", $"{Port}/link_layer = Ethernet", $"{Port}/gids/0 = fe80:0000:0000:0000:5054:00ff:fe00:0001");

        HostDeviceRdmaPort port = (await host.ReadAsync())["0000:41:00.2"].Rdma!.Ports.Single();

        Assert.That(port, Is.EqualTo(new HostDeviceRdmaPort { Number = 1, LinkLayer = "Ethernet" }));
    }

    [Test]
    public async Task Ipoib_interface_with_an_address_is_a_use()
    {
        using HostFolder host = HostFolder.Of("connectx-2");

        FunctionFacts hca = (await host.ReadAsync(new InterfaceAddress("ib0", IPAddress.Parse("10.149.0.7"), 16)))["0000:03:00.0"];

        Assert.That(hca.HostUse, Is.EqualTo("interface ib0 has address 10.149.0.7/16"));
        Assert.That(hca.Interfaces, Is.EqualTo(["ib0", "ib1"]));
    }

    [Test]
    public async Task Use_of_a_virtual_function_is_none_of_the_physical_one()
    {
        using HostFolder host = HostFolder.Of("connectx-6");

        IReadOnlyDictionary<string, FunctionFacts> facts = await host.ReadAsync(new InterfaceAddress("ib1", IPAddress.Parse("10.149.0.7"), 16));

        Assert.That(facts["0000:41:00.1"].HostUse, Is.EqualTo("interface ib1 has address 10.149.0.7/16"));
        Assert.That(facts["0000:41:00.0"].HostUse, Is.Null);
    }

    [Test]
    public async Task Session_of_the_srp_initiator_is_a_use_of_its_hca_alone()
    {
        // drivers/infiniband/ulp/srp/ib_srp.c: attributes of the SCSI host; another driver's host has no such file.
        using HostFolder host = HostFolder.Of(
            "connectx-6",
            "sys/class/scsi_host/host0/proc_name = ahci",
            "sys/class/scsi_host/host3/local_ib_device = mlx5_0",
            "sys/class/scsi_host/host3/local_ib_port = 1");

        IReadOnlyDictionary<string, FunctionFacts> facts = await host.ReadAsync();

        Assert.That(facts["0000:41:00.0"].HostUse, Is.EqualTo("SRP target on host3"));
        Assert.That(facts.Values.Count(function => function.HostUse is not null), Is.EqualTo(1));
    }
}
