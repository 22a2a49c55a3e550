namespace LustreOperator.Cli.Topology;

/// <summary>From a chip down to its bus.</summary>
internal sealed record SvgWire(double X, double Y, SvgBus Bus, string? Machine);
