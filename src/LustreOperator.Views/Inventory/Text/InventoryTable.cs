using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>The hosts as a table and, if wanted, below it what is to be known of each and its PCI functions.</summary>
public static class InventoryTable
{
    /// <summary>Draws it.</summary>
    /// <param name="model">The hosts.</param>
    /// <param name="hasDevices">With PCI functions.</param>
    /// <param name="now">For ages.</param>
    /// <param name="width">Columns of the terminal; null: as many as it takes.</param>
    public static IEnumerable<TextLine> Draw(InventoryModel model, bool hasDevices, DateTimeOffset now, int? width)
    {
        IEnumerable<TextLine> hosts = HostsTable.Draw(model, now, width);
        return hasDevices ? hosts.Concat(model.Hosts.SelectMany(host => Devices(host, model.Hosts.Count > 1, width))) : hosts;
    }

    private static IEnumerable<TextLine> Devices(InventoryHost host, bool isNamed, int? width) =>
    [
        new TextLine(),
        .. isNamed ? (TextLine[])[new TextLine(host.Name, TextInk.Bold)] : [],
        .. host.Notes.SelectMany(note => TextLine.Wrap(note, width ?? int.MaxValue)).Select(text => new TextLine(text, TextInk.Bad)),
        .. host.Notes.Any() ? (TextLine[])[new TextLine()] : [],
        .. DevicesTable.Draw(host, width),
    ];
}
