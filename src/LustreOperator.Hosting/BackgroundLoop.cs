using Microsoft.Extensions.Hosting;

namespace LustreOperator.Hosting;

/// <summary>Runs one of our loops while the host runs. A loop that throws stops the host: a crash is better than a silent death.</summary>
public sealed class BackgroundLoop(Func<CancellationToken, Task> run) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => run(stoppingToken);
}
