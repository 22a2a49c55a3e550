using System.Net.Sockets;
using System.Text;
using LustreOperator.TestKit;

namespace LustreOperator.Hosting.Tests;

public sealed class SystemdNotifierTests
{
    [Test]
    public async Task Ready_watchdog_while_alive_and_stopping_are_told()
    {
        string path = Path.Combine(Path.GetTempPath(), $"notify-{Guid.NewGuid():N}");
        using Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            ManualTimeProvider time = new();
            ListLog log = new();
            HealthChecks checks = new();
            Heartbeat heart = new("loop", TimeSpan.FromSeconds(12), time);
            checks.AddAlive(heart);
            using SystemdNotifier notifier = new(checks, path, "10000000", time, log);

            await notifier.StartedAsync(CancellationToken.None);
            Assert.That(await HearAsync(systemd), Is.EqualTo("READY=1"));
            Assert.That(await HearAsync(systemd), Is.EqualTo("WATCHDOG=1"));
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.That(await HearAsync(systemd), Is.EqualTo("WATCHDOG=1"));
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.That(await HearAsync(systemd), Is.EqualTo("WATCHDOG=1"));
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.That(log.Lines, Has.Some.Contains("loop: no heartbeat for 15 s"));
            await notifier.StoppingAsync(CancellationToken.None);
            Assert.That(await HearAsync(systemd), Is.EqualTo("STOPPING=1"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Outside_systemd_nothing_happens()
    {
        using SystemdNotifier notifier = new(new HealthChecks(), socket: null, watchdogMicroseconds: null, new ManualTimeProvider(), new ListLog());
        Assert.That(async () => await notifier.StartedAsync(CancellationToken.None), Throws.Nothing);
    }

    private static async Task<string> HearAsync(Socket socket)
    {
        byte[] buffer = new byte[64];
        int length = await Eventually.Completes(socket.ReceiveAsync(buffer));
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
