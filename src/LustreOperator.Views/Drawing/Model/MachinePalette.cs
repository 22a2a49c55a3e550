namespace LustreOperator.Views.Drawing;

/// <summary>
/// The colours of machines. The fills are Paul Tol's light scheme, made for labelled cells with black text and told apart by people who do
/// not see red or green well (Tol, Colour Schemes, SRON/EPS/TN/09-002); its grey is kept for what is nobody's. Lines are darker kin of the
/// fills, so that they are seen on white paper. Beyond eight machines the fills repeat with patterns.
/// </summary>
/// <param name="Fill">Behind black text.</param>
/// <param name="Line">On white.</param>
public sealed record MachinePalette(string Fill, string Line)
{
    public static IReadOnlyList<MachinePalette> All { get; } =
    [
        new("#77AADD", "#2A5F94"), new("#EE8866", "#A8401C"), new("#EEDD88", "#7A6500"), new("#FFAABB", "#B03055"),
        new("#99DDFF", "#006E8C"), new("#44BB99", "#1B6E55"), new("#BBCC33", "#566300"), new("#AAAA00", "#4F4A00"),
    ];

    public static MachinePalette Of(int position) => All[position % All.Count];

    /// <summary>0: plain; above that the pattern laid over the fill.</summary>
    public static int Pattern(int position) => position / All.Count % MachinePatterns;

    /// <summary>Plain, stripes, dots.</summary>
    public const int MachinePatterns = 3;
}
