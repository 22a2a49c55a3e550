using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Hosting;

/// <summary>
/// Tells systemd (Type=notify) that the process is READY, STOPPING, and, twice in each WatchdogSec, alive: the last only while
/// <see cref="HealthChecks.Alive"/> holds, so that systemd restarts a process whose loops hang. Does nothing outside systemd.
/// </summary>
public sealed partial class SystemdNotifier : IHostedLifecycleService, IDisposable
{
    private readonly HealthChecks _checks;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string? _socket;
    private readonly TimeSpan _watchdog;
    private ITimer? _timer;

    public SystemdNotifier(HealthChecks checks, TimeProvider time, ILogger<SystemdNotifier> log)
        : this(
            checks,
            Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
            time,
            log)
    {
    }

    internal SystemdNotifier(HealthChecks checks, string? socket, string? watchdogMicroseconds, TimeProvider time, ILogger log)
    {
        _checks = checks;
        _time = time;
        _log = log;
        _socket = string.IsNullOrEmpty(socket) ? null : socket;
        _watchdog = long.TryParse(watchdogMicroseconds, out long micro) && micro > 0 ? TimeSpan.FromMicroseconds(micro) : TimeSpan.Zero;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Send("READY=1");
        if (_socket is not null && _watchdog > TimeSpan.Zero)
        {
            _timer = _time.CreateTimer(_ => Watchdog(), null, TimeSpan.Zero, _watchdog / 2);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Send("STOPPING=1");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();

    private void Watchdog()
    {
        (bool isWell, string text) = _checks.Alive();
        if (isWell)
        {
            Send("WATCHDOG=1");
        }
        else
        {
            LogHangs(text.TrimEnd().ReplaceLineEndings("; "));
        }
    }

    private void Send(string state)
    {
        if (_socket is null)
        {
            return;
        }

        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

            // A leading @ stands for the NUL of an abstract address.
            string address = _socket[0] == '@' ? '\0' + _socket[1..] : _socket;
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address));
        }
        catch (SocketException fault)
        {
            LogNotSent(state, fault.Message);
        }
    }

    [LoggerMessage(510, LogLevel.Error, "no watchdog sign to systemd, it will restart this process: {Problems}")]
    private partial void LogHangs(string problems);

    [LoggerMessage(511, LogLevel.Warning, "systemd not told {State}: {Problem}")]
    private partial void LogNotSent(string state, string problem);
}
