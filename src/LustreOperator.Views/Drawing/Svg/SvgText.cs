namespace LustreOperator.Views.Drawing;

/// <summary>
/// How wide a text is in the fonts of a picture. They are not known here, so the widest of them counts, DejaVu Sans: a text that fits in it
/// fits in the others.
/// </summary>
internal static class SvgText
{
    /// <summary>Fonts that systems have; nothing is loaded.</summary>
    public const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif";

    private const double Bold = 1.11;

    /// <summary>Pixels.</summary>
    public static double Width(string text, double size, bool isBold = false) => text.Sum(Advance) * size * (isBold ? Bold : 1);

    /// <summary>Cut to so many pixels, with an ellipsis when something had to go.</summary>
    public static string Cut(string text, double size, double width, bool isBold = false) =>
        Width(text, size, isBold) <= width ? text : text[..Kept(text, size, width, isBold)].TrimEnd() + "…";

    /// <summary>The same from the front: machines of a cluster differ at their ends.</summary>
    public static string CutFront(string text, double size, double width, bool isBold = false) =>
        Width(text, size, isBold) <= width ? text : "…" + text[^Kept([.. text.Reverse()], size, width, isBold)..];

    /// <summary>The largest size, up to a wanted one, at which a text has so many pixels.</summary>
    public static double Fit(string text, double size, double width, bool isBold = false) =>
        Math.Min(size, Math.Floor(10 * width / Width(text, 1, isBold)) / 10);

    /// <summary>Words in lines of at most so many pixels.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width) =>
        [.. TextLine.Wrap(text, Math.Max(8, (int)(width / (size * Advance('n')))))];

    // Letters that fit beside an ellipsis.
    private static int Kept(IEnumerable<char> letters, double size, double width, bool isBold)
    {
        double left = width - Width("…", size, isBold);
        return letters.TakeWhile(letter => (left -= Width(letter.ToString(), size, isBold)) >= 0).Count();
    }

    // Advance widths of DejaVu Sans in em, rounded up by classes of letters.
    private static double Advance(char letter) => letter switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '|' or '\'' or ' ' => 0.34,
        'f' or 't' or 'r' or '-' or '/' or '(' or ')' or '[' or ']' or '·' => 0.42,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' or '⇄' or '→' or '↔' => 1,
        >= 'A' and <= 'Z' => 0.76,
        >= '0' and <= '9' => 0.64,
        _ => 0.64,
    };
}
