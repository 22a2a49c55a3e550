using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.Integration;

/// <summary>What a private libvirtd is given before it is tested, and what is read past it.</summary>
internal static class RigSetup
{
    /// <summary>A pool <c>default</c> in a folder.</summary>
    public static async Task MakePool(this PrivateLibvirtd rig)
    {
        await rig.Virsh("pool-define-as", "default", "dir", "--target", "/var/lib/libvirt/images");
        await rig.Virsh("pool-start", "default");
    }

    /// <summary>A bridge <c>br0</c> and a network <c>default</c>.</summary>
    public static async Task MakeNetworks(this PrivateLibvirtd rig)
    {
        await rig.Inside("ip", "link", "add", "br0", "type", "bridge");
        string file = Path.Combine(rig.SocketDirectory, "network.xml");
        await File.WriteAllTextAsync(file, "<network><name>default</name><bridge name='virbr7' stp='off'/></network>");
        await rig.Virsh("net-define", file);
        await rig.Virsh("net-start", "default");
    }

    /// <summary>The affinity of a domain's threads by name, from /proc.</summary>
    public static async Task<Dictionary<string, (string Tid, CpuSet Cpus)>> Threads(this PrivateLibvirtd rig, DomainIdentity domain)
    {
        string listing = await rig.Inside(
            "bash",
            "-c",
            $"cd /proc/$(cat /run/libvirt/qemu/{domain.Name}.pid)/task; for t in *; do echo \"$t:$(cat $t/comm):$(sed -n 's/Cpus_allowed_list:[[:space:]]*//p' $t/status)\"; done");
        return listing.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':'))
            .DistinctBy(parts => parts[1])
            .ToDictionary(parts => parts[1], parts => (parts[0], CpuSet.Parse(parts[2])));
    }
}
