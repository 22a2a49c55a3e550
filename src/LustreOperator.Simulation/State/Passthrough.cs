namespace LustreOperator.Simulation.State;

/// <summary>Words of VFIO.</summary>
internal static class Passthrough
{
    /// <summary>The driver that holds a function for a guest.</summary>
    public const string Driver = "vfio-pci";
}
