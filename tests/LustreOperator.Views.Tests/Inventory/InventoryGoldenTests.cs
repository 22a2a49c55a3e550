using System.Text.Json;
using LustreOperator.TestKit;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Views.Tests.Inventory;

/// <summary>Tables and pictures as users see them.</summary>
internal sealed class InventoryGoldenTests
{
    private static readonly Func<InventoryState>[] s_labs =
        [InventoryLabs.Everything, InventoryLabs.Old, InventoryLabs.Small, InventoryLabs.Crowded, InventoryLabs.Largest, InventoryLabs.Several, InventoryLabs.Long];

    [Test]
    public void Functions_of_all_sorts_are_tabled() => Golden.Match(InventoryLabs.Everything().Model().Table(hasDevices: true), "Golden/everything-table.txt");

    [Test]
    public void Functions_are_tabled_for_a_terminal_of_80_columns() =>
        Golden.Match(InventoryLabs.Everything().Model().Table(hasDevices: true, width: 80), "Golden/everything-table-80.txt");

    [Test]
    public void What_an_old_agent_tells_is_tabled() => Golden.Match(InventoryLabs.Old().Model().Table(hasDevices: true), "Golden/old-table.txt");

    [Test]
    public void Hosts_of_all_sorts_are_tabled() => Golden.Match(InventoryLabs.Several().Model().Table(hasDevices: false), "Golden/several-table.txt");

    [Test]
    public void Hosts_are_tabled_for_a_terminal_of_80_columns() =>
        Golden.Match(InventoryLabs.Several().Model().Table(hasDevices: false, width: 80), "Golden/several-table-80.txt");

    [Test]
    public void Virtual_functions_that_are_alike_are_tabled_as_one() =>
        Golden.Match(InventoryLabs.Largest().Model().Table(hasDevices: true), "Golden/largest-table.txt");

    [Test]
    public void Functions_of_all_sorts_are_mapped() => Golden.Match(InventoryLabs.Everything().Model().Map(), "Golden/everything.txt");

    [Test]
    public void Map_fits_80_columns() => Golden.Match(InventoryLabs.Everything().Model().Map(80), "Golden/everything-80.txt");

    [Test]
    public void Long_names_are_cut_in_a_map() => Golden.Match(InventoryLabs.Long().Model().Map(80), "Golden/long-80.txt");

    [Test]
    public void Long_names_are_broken_in_a_table() => Golden.Match(InventoryLabs.Long().Model().Table(hasDevices: true, width: 80), "Golden/long-table-80.txt");

    [Test]
    public void What_an_old_agent_tells_is_mapped() => Golden.Match(InventoryLabs.Old().Model().Map(), "Golden/old.txt");

    [Test]
    public void Hosts_of_all_sorts_are_mapped() => Golden.Match(InventoryLabs.Several().Model().Map(), "Golden/several.txt");

    [Test]
    public void Host_of_one_node_without_HCAs_is_mapped() => Golden.Match(InventoryLabs.Small().Model().Map(), "Golden/small.txt");

    [Test]
    public void Host_of_8_HCAs_and_40_virtual_functions_is_mapped() => Golden.Match(InventoryLabs.Crowded().Model().Map(120), "Golden/crowded.txt");

    [Test]
    public void Functions_of_all_sorts_are_drawn() => Golden.Match(InventorySvg.Draw(InventoryLabs.Everything().Model()), "Golden/everything.svg");

    [Test]
    public void Long_names_are_cut_in_a_drawing() => Golden.Match(InventorySvg.Draw(InventoryLabs.Long().Model()), "Golden/long.svg");

    [Test]
    public void What_an_old_agent_tells_is_drawn() => Golden.Match(InventorySvg.Draw(InventoryLabs.Old().Model()), "Golden/old.svg");

    [Test]
    public void Hosts_of_all_sorts_are_drawn() => Golden.Match(InventorySvg.Draw(InventoryLabs.Several().Model()), "Golden/several.svg");

    [Test]
    public void Host_of_one_node_without_HCAs_is_drawn() => Golden.Match(InventorySvg.Draw(InventoryLabs.Small().Model()), "Golden/small.svg");

    [Test]
    public void Host_of_8_HCAs_and_40_virtual_functions_is_drawn() => Golden.Match(InventorySvg.Draw(InventoryLabs.Crowded().Model()), "Golden/crowded.svg");

    [Test]
    public void Host_of_128_CPUs_and_128_functions_is_drawn() => Golden.Match(InventorySvg.Draw(InventoryLabs.Largest().Model()), "Golden/largest.svg");

    [Test]
    public void No_line_is_longer_than_the_terminal([Values(80, 100, 120, 160, 240)] int width, [Range(0, 6)] int lab)
    {
        InventoryModel model = s_labs[lab]().Model();
        string text = model.Map(width) + model.Table(hasDevices: true, width);

        Assert.That(text.Split('\n').Where(line => line.Length > width), Is.Empty);
    }

    [Test]
    public void Programs_get_all_that_is_known() => Golden.Match(JsonSerializer.Serialize(InventoryLabs.Everything().Model(), InventoryJson.Default.InventoryModel) + "\n", "Golden/everything.json");
}
