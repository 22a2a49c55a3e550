namespace LustreOperator.Views.Drawing;

/// <summary>One line of a picture, in pieces of one ink each.</summary>
public sealed class TextLine
{
    private readonly List<(string Text, TextInk Ink)> _pieces = [];

    public TextLine()
    {
    }

    public TextLine(string text, TextInk ink = default) => Add(text, ink);

    public IReadOnlyList<(string Text, TextInk Ink)> Pieces => _pieces;

    /// <summary>Columns: every character that the pictures use has one.</summary>
    public int Width { get; private set; }

    public TextLine Add(string text, TextInk ink = default)
    {
        if (text.Length > 0)
        {
            _pieces.Add((text, ink));
            Width += text.Length;
        }

        return this;
    }

    public TextLine Add(TextLine other)
    {
        foreach ((string text, TextInk ink) in other._pieces)
        {
            Add(text, ink);
        }

        return this;
    }

    public TextLine PadTo(int width, char with = ' ', TextInk ink = default) => Add(new string(with, Math.Max(0, width - Width)), ink);

    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text));

    /// <summary>At most so many columns, the last an ellipsis when something had to go.</summary>
    public static string Cut(string text, int width) =>
        text.Length <= width ? text : width < 1 ? "" : text[..(width - 1)] + "…";

    /// <summary>Words in lines of at most so many columns; a longer word has a line of its own.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += (line.Length > 0 ? " " : "") + word;
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    /// <summary>Phrases in lines, with dots between those of a line; one that is longer than a line is wrapped.</summary>
    public static IEnumerable<string> Pack(IEnumerable<string> phrases, int width)
    {
        const string between = " · ";
        string line = "";
        foreach (string phrase in phrases.Where(phrase => phrase.Length > 0).SelectMany(phrase => Break(phrase, width)))
        {
            if (line.Length > 0 && line.Length + between.Length + phrase.Length > width)
            {
                yield return line;
                line = "";
            }

            line += (line.Length > 0 ? between : "") + phrase;
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    /// <summary>Words in lines; longer ones are broken.</summary>
    public static IEnumerable<string> Break(string text, int width) =>
        Wrap(text, width).SelectMany(line => line.Length <= width ? [line] : line.Chunk(width).Select(part => new string(part)));
}
