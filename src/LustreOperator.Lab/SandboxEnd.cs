using System.Runtime.InteropServices;

namespace LustreOperator.Lab;

/// <summary>What ends a sandbox beside Ctrl-C and SIGTERM: a closed terminal (SIGHUP), SIGQUIT, and the end of an input where that is asked for.</summary>
internal sealed class SandboxEnd : IDisposable
{
    private readonly CancellationTokenSource _end;
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Begins to listen.</summary>
    /// <param name="input">Ends the sandbox when it ends; null: none.</param>
    /// <param name="cancel">Cancelled by Ctrl-C and SIGTERM.</param>
    public SandboxEnd(TextReader? input, CancellationToken cancel)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _signals = [.. new[] { PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, End))];
        if (input is not null)
        {
            // A read of standard input cannot be cancelled; the process ends without waiting for this thread.
            new Thread(() => AwaitEnd(input)) { IsBackground = true }.Start();
        }
    }

    /// <summary>Cancelled when the sandbox is to end.</summary>
    public CancellationToken Token => _end.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _end.Dispose();
    }

    private void AwaitEnd(TextReader input)
    {
        try
        {
            while (input.ReadLine() is not null)
            {
            }
        }
        catch (IOException)
        {
            // A terminal that is gone is the end, too.
        }

        Cancel();
    }

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Cancel();
    }

    private void Cancel()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}
