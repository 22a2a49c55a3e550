using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Hosting;

/// <summary>
/// Answers GET /healthz, /readyz and /metrics over HTTP/1.1, one request a connection: all that a kubelet and Prometheus need, at a tenth
/// of the memory of a web server.
/// </summary>
public sealed partial class HealthEndpoint(
    HealthChecks checks, MetricsText metrics, HealthEndpointOptions options, TimeProvider time, ILogger<HealthEndpoint> log)
    : BackgroundService
{
    private const int MaxRequestLength = 8 * 1024;

    private TcpListener? _listener;

    /// <summary>The port that is listened on, once started.</summary>
    public int Port => ((IPEndPoint)_listener!.LocalEndpoint).Port;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new TcpListener(options.Address, options.Port);
        if (options.Address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            _listener.Server.DualMode = true;
        }

        _listener.Start();
        LogListening(log, Port);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _listener?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using SemaphoreSlim free = new(options.MaxConnections);
        List<Task> open = [];
        try
        {
            while (true)
            {
                await free.WaitAsync(stoppingToken);
                open.RemoveAll(task => task.IsCompleted);
                if (await AcceptAsync(stoppingToken) is { } caller)
                {
                    open.Add(ServeAsync(caller, free, stoppingToken));
                }
                else
                {
                    free.Release();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task<Socket?> AcceptAsync(CancellationToken cancel)
    {
        try
        {
            return await _listener!.AcceptSocketAsync(cancel);
        }
        catch (SocketException)
        {
            // Out of file descriptors, or the caller left already: no reason to end the process, nor to spin.
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancel);
            return null;
        }
    }

    private async Task ServeAsync(Socket caller, SemaphoreSlim free, CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(options.TimeLimit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using (caller)
            {
                string request = await ReadRequestAsync(caller, either.Token);
                await caller.SendAsync(Answer(request), either.Token);
                caller.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller left or was too slow; it will ask again.
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>The first line of the request; reads to the end of its headers.</summary>
    private static async Task<string> ReadRequestAsync(Socket caller, CancellationToken cancel)
    {
        byte[] buffer = new byte[MaxRequestLength];
        int length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read = await caller.ReceiveAsync(buffer.AsMemory(length), cancel);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        string text = Encoding.ASCII.GetString(buffer, 0, length);
        int end = text.IndexOf('\r', StringComparison.Ordinal);
        return end < 0 ? "" : text[..end];
    }

    private byte[] Answer(string request)
    {
        string[] words = request.Split(' ');
        if (words.Length != 3)
        {
            return Response("400 Bad Request", "not an HTTP request\n");
        }

        if (words[0] is not ("GET" or "HEAD"))
        {
            return Response("405 Method Not Allowed", "only GET\n");
        }

        (string status, string text) = words[1].Split('?')[0] switch
        {
            "/healthz" or "/livez" => Health(checks.Alive()),
            "/readyz" => Health(checks.Ready()),
            "/metrics" => ("200 OK", metrics.Write()),
            _ => ("404 Not Found", "there are /healthz, /readyz and /metrics\n"),
        };
        return Response(status, text, withBody: words[0] == "GET");
    }

    private static (string Status, string Text) Health((bool IsWell, string Text) health) =>
        (health.IsWell ? "200 OK" : "503 Service Unavailable", health.Text);

    private static byte[] Response(string status, string text, bool withBody = true)
    {
        string head = $"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(text)}\r\nConnection: close\r\n\r\n";
        return Encoding.UTF8.GetBytes(withBody ? head + text : head);
    }

    [LoggerMessage(500, LogLevel.Information, "health and metrics on port {Port}")]
    private static partial void LogListening(ILogger logger, int port);
}
