namespace LustreOperator.Views.Drawing;

/// <summary>From a chip down to its bus.</summary>
internal sealed record SvgWire(double X, double Y, string Bus, string? Machine);
