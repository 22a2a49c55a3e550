using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>Brings the requests of real sockets to a <see cref="ScriptedApi"/>, over HTTP/1.1 with chunked answers.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly ScriptedApi _api;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private readonly SslServerAuthenticationOptions? _tls;

    /// <summary>Listens at once, on a free port.</summary>
    /// <param name="api">Answers the requests.</param>
    /// <param name="tls">Null for plain HTTP.</param>
    public LoopbackServer(ScriptedApi api, SslServerAuthenticationOptions? tls = null)
    {
        _api = api;
        _tls = tls;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"{(_tls is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public KubernetesConnection Connection() => new(Address, new SocketsHttpHandler { UseProxy = false }, "lab", "a loopback server");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or InvalidOperationException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using NetworkStream network = new(socket, ownsSocket: true);
        await using SslStream secured = new(network);
        Stream stream = _tls is null ? network : secured;
        try
        {
            if (_tls is not null)
            {
                await secured.AuthenticateAsServerAsync(_tls, _stop.Token);
            }

            using StreamReader reader = new(stream, Encoding.Latin1, leaveOpen: true);
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } first)
            {
                ScriptedRequest request = await ReadAsync(first, reader);
                _api.Take(request);
                await WriteAsync(stream, await request.Answered.WaitAsync(_stop.Token), request);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or HttpRequestException or AuthenticationException)
        {
            // The test is over, or breaks the connection.
        }
    }

    private async Task<ScriptedRequest> ReadAsync(string first, StreamReader reader)
    {
        string[] words = first.Split(' ');
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            string[] pair = line.Split(':', 2);
            headers[pair[0]] = pair[1].Trim();
        }

        char[] body = new char[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length) : 0];
        if (body.Length > 0)
        {
            await reader.ReadBlockAsync(body, _stop.Token);
        }

        return new ScriptedRequest(words[0], words[1], headers, new string(body));
    }

    private async Task WriteAsync(Stream stream, ScriptedAnswer answer, ScriptedRequest request)
    {
        await WriteAsync(
            stream,
            $"HTTP/1.1 {answer.Status} Scripted\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n");
        Task<int> gone = stream.ReadAsync(new byte[1], _stop.Token).AsTask();
        while (true)
        {
            Task<ReadResult> next = answer.Body.ReadAsync(_stop.Token).AsTask();
            if (await Task.WhenAny(next, gone) == gone && !next.IsCompleted)
            {
                request.Abandoned.TrySetResult();
                throw new IOException("the client left");
            }

            ReadResult result = await next;
            if (!result.Buffer.IsEmpty)
            {
                await WriteAsync(stream, $"{result.Buffer.Length:x}\r\n");
                await stream.WriteAsync(result.Buffer.ToArray(), _stop.Token);
                await WriteAsync(stream, "\r\n");
            }

            answer.Body.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                await WriteAsync(stream, "0\r\n\r\n");
                throw new IOException("one request a connection");
            }
        }
    }

    private async Task WriteAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);
}
