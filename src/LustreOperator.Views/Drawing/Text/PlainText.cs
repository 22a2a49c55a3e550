namespace LustreOperator.Views.Drawing;

/// <summary>Lines as plain text, and how wide a picture of lines may be.</summary>
public static class PlainText
{
    /// <summary>Columns that every picture fits.</summary>
    public const int LeastWidth = 80;

    /// <summary>Columns that a picture makes use of.</summary>
    public const int MostWidth = 120;

    /// <summary>Columns of a picture that is not for a terminal.</summary>
    public const int FileWidth = 100;

    /// <summary>Writes lines without colours and without blanks at their ends.</summary>
    public static void Write(TextWriter text, IEnumerable<TextLine> lines)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(lines);
        foreach (TextLine line in lines)
        {
            text.WriteLine(line.ToString().TrimEnd());
        }
    }
}
