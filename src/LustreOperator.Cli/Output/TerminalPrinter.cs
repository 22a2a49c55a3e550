using LustreOperator.Cli.CommandLine;
using LustreOperator.Views.Drawing;
using Spectre.Console;

namespace LustreOperator.Cli.Output;

/// <summary>Prints a picture, plain or in colours. Spectre leaves colours out where the terminal or NO_COLOR wants none.</summary>
internal static class TerminalPrinter
{
    /// <summary>A picture: in colours, about as wide as the terminal, or plain in a file.</summary>
    public static void Picture(Shell shell, Func<int, IEnumerable<TextLine>> draw) =>
        Print(shell, width => draw(width is { } columns ? Math.Clamp(columns, PlainText.LeastWidth, PlainText.MostWidth) : PlainText.FileWidth));

    /// <summary>A table: in colours and fitted to the terminal, or plain and as wide as it is.</summary>
    public static void Print(Shell shell, Func<int?, IEnumerable<TextLine>> draw)
    {
        if (shell.IsTerminal)
        {
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(shell.Out) });
            Coloured(console, draw(console.Profile.Width));
        }
        else
        {
            PlainText.Write(shell.Out, draw(null));
        }
    }

    public static void Coloured(IAnsiConsole console, IEnumerable<TextLine> lines)
    {
        foreach (TextLine line in lines)
        {
            Paragraph paragraph = new();
            foreach ((string text, TextInk ink) in line.Pieces)
            {
                paragraph.Append(text, StyleOf(ink));
            }

            console.Write(paragraph);
            console.WriteLine();
        }
    }

    // Dark letters on the machine's colour: readable on dark and on light terminals.
    private static Style StyleOf(TextInk ink)
    {
        if (ink.Machine is { } position)
        {
            byte[] fill = Convert.FromHexString(MachinePalette.Of(position).Fill[1..]);
            return new Style(Color.Black, new Color(fill[0], fill[1], fill[2]));
        }

        return ink.Tone switch
        {
            TextTone.Dim => new Style(Color.Grey),
            TextTone.Bold => new Style(decoration: Decoration.Bold),
            TextTone.Good => new Style(Color.Green),
            TextTone.Bad => new Style(Color.Red),
            _ => Style.Plain,
        };
    }
}
