using System.Text;

namespace LustreOperator.Cli.Output;

/// <summary>
/// Writes while somebody reads: what cannot be written, because the terminal is closed or the pipe has no reader, is lost without an error, so that a
/// command which cleans up in the end does so to the end.
/// </summary>
internal sealed class TolerantWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // Nobody reads.
        }
    }
}
