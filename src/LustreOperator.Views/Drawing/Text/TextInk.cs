namespace LustreOperator.Views.Drawing;

/// <summary>How a piece of text stands out on a terminal. Without colours nothing is lost.</summary>
/// <param name="Machine">Position of the machine whose colour it has.</param>
/// <param name="Tone">Emphasis.</param>
public readonly record struct TextInk(int? Machine, TextTone Tone)
{
    public static TextInk Plain => default;

    public static TextInk Dim => new(null, TextTone.Dim);

    public static TextInk Bold => new(null, TextTone.Bold);

    public static TextInk Good => new(null, TextTone.Good);

    public static TextInk Bad => new(null, TextTone.Bad);

    public static TextInk Of(LabMachine? machine) => new(machine?.Position, TextTone.Plain);
}

public enum TextTone
{
    Plain,
    Dim,
    Bold,
    Good,
    Bad,
}
