using LustreOperator.Views.Drawing;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Views.Tests.Inventory;

/// <summary>What the command prints, as text.</summary>
internal static class InventoryTables
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public static string Table(this InventoryModel model, bool hasDevices, int? width = null) => Plain(InventoryTable.Draw(model, hasDevices, Now, width));

    public static string Map(this InventoryModel model, int width = 100) => Plain(InventoryText.Draw(model, width));

    private static string Plain(IEnumerable<TextLine> lines)
    {
        using StringWriter text = new() { NewLine = "\n" };
        PlainText.Write(text, lines);
        return text.ToString();
    }
}
