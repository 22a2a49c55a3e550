namespace LustreOperator.Simulation.Shapes;

/// <summary>The shapes that come with the program.</summary>
internal static class BuiltInShapes
{
    /// <summary>For scale: more CPUs, memory and HCAs than a host has today.</summary>
    private const string Wide = "wide-128";

    public static IReadOnlyList<string> Names => [SimulatedUri.DefaultShape, Wide];

    /// <summary>The files of a shape by name: null when there is none of this name.</summary>
    public static Func<string, string>? Find(string shape) => shape switch
    {
        SimulatedUri.DefaultShape => file => Resource($"{shape}/{file}"),
        Wide => file => WideShape.File(file) ?? Resource($"{SimulatedUri.DefaultShape}/{file}"),
        _ => null,
    };

    private static string Resource(string name)
    {
        using Stream stream = typeof(BuiltInShapes).Assembly.GetManifestResourceStream($"shapes/{name}")
            ?? throw new InvalidOperationException($"The resource shapes/{name} was not built in.");
        using StreamReader text = new(stream);
        return text.ReadToEnd();
    }
}
