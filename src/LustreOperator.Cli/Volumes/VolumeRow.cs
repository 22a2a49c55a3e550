using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Operator;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Cli.Volumes;

/// <summary>A volume of a Data disk.</summary>
/// <param name="Host">Name of the KvmHost that has it.</param>
/// <param name="Volume">As its host tells of it.</param>
/// <param name="UsedBy">The machine, or else the domain, that has it; null: none has, it was kept.</param>
internal sealed record VolumeRow(string Host, HostVolume Volume, string? UsedBy)
{
    /// <summary>The volumes of hosts, by host, namespace, machine and disk.</summary>
    public static IReadOnlyList<VolumeRow> Of(InventoryState state, IReadOnlyList<KvmHost> hosts, bool isAll)
    {
        var known = KeptVolumes.Of(state.Hosts, state.Machines);
        return
        [
            .. (from host in hosts
                from volume in host.Status?.DataVolumes ?? []
                let row = new VolumeRow(host.Metadata.Name, volume, UserOf(known, volume))
                where isAll || row.UsedBy is null
                select row)
                .OrderBy(row => row.Host, StringComparer.Ordinal).ThenBy(row => row.Volume.Namespace, StringComparer.Ordinal)
                .ThenBy(row => row.Volume.Machine, StringComparer.Ordinal).ThenBy(row => row.Volume.Disk, StringComparer.Ordinal)
                .ThenBy(row => row.Volume.Name, StringComparer.Ordinal),
        ];
    }

    public JsonObject ToJson() => new()
    {
        ["host"] = Host,
        ["pool"] = Volume.Pool,
        ["name"] = Volume.Name,
        ["capacity"] = Volume.Capacity?.ToString(),
        ["format"] = Volume.Format,
        ["namespace"] = Volume.Namespace,
        ["machine"] = Volume.Machine,
        ["machineUid"] = Volume.MachineUid,
        ["disk"] = Volume.Disk,
        ["kept"] = UsedBy is null,
        ["usedBy"] = UsedBy,
    };

    private static string? UserOf(KeptVolumes known, HostVolume volume) => known.HolderOf(volume) is { } machine
        ? $"{machine.Metadata.Namespace}/{machine.Metadata.Name}"
        : volume.Domain is { } domain ? $"domain {domain}" : null;
}
