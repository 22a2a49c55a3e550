using System.Globalization;
using System.Text.RegularExpressions;
using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>Reads an RDMA device (Documentation/ABI/stable/sysfs-class-infiniband).</summary>
internal static partial class RdmaReader
{
    // The CRD's maxima of KvmHost.status.devices[].rdma.
    private const int MaxPorts = 8;
    private const int MaxText = 64;
    private const int MaxWord = 32;

    public static HostDeviceRdma Read(HostTree tree, string device)
    {
        string folder = $"sys/class/infiniband/{device}";
        return new HostDeviceRdma
        {
            Device = device,
            NodeGuid = GuidOf(tree.Attribute($"{folder}/node_guid")),
            Firmware = Short(tree.Attribute($"{folder}/fw_ver"), MaxText),
            Board = Short(tree.Attribute($"{folder}/board_id"), MaxText),
            Ports =
            [
                .. tree.Names($"{folder}/ports").Items
                    .Select(name => byte.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? number : 0)
                    .Where(number => number > 0).Order().Take(MaxPorts)
                    .Select(number => Port(tree, $"{folder}/ports/{number}", number)),
            ],
        };
    }

    private static HostDeviceRdmaPort Port(HostTree tree, string folder, int number)
    {
        string? linkLayer = Short(tree.Attribute($"{folder}/link_layer"), MaxWord);
        return new HostDeviceRdmaPort
        {
            Number = number,
            LinkLayer = linkLayer,
            Rate = Short(tree.Attribute($"{folder}/rate"), MaxText),
            State = Word(tree.Attribute($"{folder}/state")),
            PhysicalState = Word(tree.Attribute($"{folder}/phys_state")),

            // On Ethernet the GIDs are made of MAC and IP addresses: there is no port GUID.
            PortGuid = linkLayer == "Ethernet" ? null : InterfaceId(tree.Attribute($"{folder}/gids/0")),
        };
    }

    // A number and a word, such as `4: ACTIVE` or `5: LinkUp`.
    private static string? Word(string? text) => Short(text?[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), MaxWord);

    private static string? Short(string? text, int length) => text is { Length: > 0 } && text.Length <= length ? text : null;

    // A virtual function has zeros until the physical one is told its GUIDs.
    private static string? GuidOf(string? text) =>
        text is not null && GuidShape().IsMatch(text) && text.AsSpan().ContainsAnyExcept("0:") ? text.ToLowerInvariant() : null;

    /// <summary>The second half of a GID.</summary>
    private static string? InterfaceId(string? gid) => gid is { Length: 39 } && gid[19] == ':' ? GuidOf(gid[20..]) : null;

    [GeneratedRegex("^[0-9A-Fa-f]{4}(:[0-9A-Fa-f]{4}){3}\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GuidShape();
}
