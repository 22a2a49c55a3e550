namespace LustreOperator.Views.Drawing;

/// <summary>The machines of a picture.</summary>
/// <param name="all">In the picture's order.</param>
/// <param name="inNamespace">The namespace of all; null: each one's name has it.</param>
public sealed class LabMachines(IReadOnlyList<LabMachine> all, string? inNamespace)
{
    private readonly ILookup<string, LabMachine> _byName = all.ToLookup(machine => machine.Name, StringComparer.Ordinal);

    public IReadOnlyList<LabMachine> All => all;

    /// <summary>By the name that the picture calls it.</summary>
    public LabMachine? Find(string? name) => name is null ? null : _byName[name].FirstOrDefault();

    /// <summary>Those of the picture, in its order.</summary>
    /// <param name="holders">Machines as namespace/name.</param>
    public IEnumerable<LabMachine> Among(IReadOnlyList<string> holders) =>
        all.Where(machine => holders.Contains(inNamespace is null ? machine.Name : $"{inNamespace}/{machine.Name}", StringComparer.Ordinal));
}
