using System.Globalization;
using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>The machines of a picture, one a line.</summary>
internal static class TextMachines
{
    private const string None = "-";

    private static readonly TextColumn[] s_columns =
    [
        new(""), new("NAME", Shrink.Front), new("ROLES"), new(
            "HOST", Shrink.Middle), new("NUMA"), new("CPUS", Shrink.End), new("PINS"), new("HCAS"), new("LOCAL"), new("STATE"),
    ];

    public static IEnumerable<TextLine> Draw(LabMachines machines, int width)
    {
        TextGrid grid = new(s_columns, gap: 2, TextInk.Dim);
        foreach (LabMachine machine in machines.All)
        {
            var own = TextInk.Of(machine);
            grid.Add(
                (machine.Mark, own), (machine.Name, own), (machine.RolesText, default), (machine.Host ?? None, default), (
                    machine.Numa?.ToString() ?? None, default),
                (machine.Cpus?.ToString() ?? None, default), (machine.Pins ?? None, default), (machine.Hcas ?? None, default),
                (machine.LocalityPercent is { } percent ? percent.ToString(CultureInfo.InvariantCulture) + "%" : None, default),
                (Figures.State(machine), machine.Ready == ConditionStatus.True ? TextInk.Good : TextInk.Bad));
        }

        return machines.All.Count == 0 ? [] : grid.Draw(width);
    }
}
