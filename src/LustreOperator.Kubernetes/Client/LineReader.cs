using System.Buffers;
using System.IO.Pipelines;

namespace LustreOperator.Kubernetes;

/// <summary>The lines of a watch's answer, each read within the silence limit and all within the watch's own time.</summary>
internal sealed class LineReader(HttpResponseMessage response, ApiConnection connection, string path, WatchOptions options, TimeProvider time)
    : IAsyncDisposable
{
    private const int MaxLineLength = 64 * 1024 * 1024;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);

    private readonly long _opened = time.GetTimestamp();
    private PipeReader? _pipe;
    private bool _isAtEnd;

    /// <summary>
    /// The next line without its end, or null when the server closed the stream or its time is long over. A last line without an end
    /// is no line: the connection broke within it.
    /// </summary>
    public async ValueTask<byte[]?> ReadLineAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (_pipe is not null && _pipe.TryRead(out ReadResult buffered) && TakeLine(buffered, out byte[]? line))
            {
                return line;
            }

            if (_isAtEnd || !await FillAsync(cancel))
            {
                return null;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Ends the request first: completing the reader may otherwise wait for its stream.
        response.Dispose();
        if (_pipe is not null)
        {
            await _pipe.CompleteAsync();
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        TimeSpan left = options.Timeout + s_grace - time.GetElapsedTime(_opened);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        TimeSpan wait = left < options.Silence ? left : options.Silence;
        using CancellationTokenSource limit = new(wait, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            _pipe ??= PipeReader.Create(await response.Content.ReadAsStreamAsync(either.Token));
            ReadResult result = await _pipe.ReadAsync(either.Token);
            _pipe.AdvanceTo(result.Buffer.Start);
            _isAtEnd = result.IsCompleted;
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return left <= options.Silence ? false : throw new KubernetesUnreachableException(
                connection.Address(path), $"the watch brought nothing for {options.Silence.TotalSeconds} s");
        }
        catch (Exception fault) when (ApiConnection.IsNetworkFault(fault))
        {
            throw connection.Unreachable(path, fault);
        }
    }

    private bool TakeLine(ReadResult result, out byte[]? line)
    {
        ReadOnlySequence<byte> buffer = result.Buffer;
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            ReadOnlySequence<byte> text = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            if (!text.IsEmpty)
            {
                line = text.ToArray();
                _pipe!.AdvanceTo(buffer.Start);
                return true;
            }
        }

        if (buffer.Length > MaxLineLength)
        {
            throw new KubernetesAnswerException($"GET /{path}", $"an event is longer than {MaxLineLength} bytes");
        }

        line = null;
        _pipe!.AdvanceTo(buffer.Start, buffer.End);
        return false;
    }
}
