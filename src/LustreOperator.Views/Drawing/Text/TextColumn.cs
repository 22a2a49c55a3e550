namespace LustreOperator.Views.Drawing;

/// <summary>A column of a <see cref="TextGrid"/>.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Shrinks">What may go from its texts, down to <see cref="TextGrid.LeastWidth"/>, where there is no room for all.</param>
internal sealed record TextColumn(string Name, Shrink Shrinks = Shrink.No);

/// <summary>What may be cut out of a text.</summary>
internal enum Shrink
{
    /// <summary>Nothing.</summary>
    No,

    /// <summary>Its beginning: machines of a cluster differ at their ends.</summary>
    Front,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end, before anything else gives way.</summary>
    End,
}
