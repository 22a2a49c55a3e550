using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LustreOperator.Hosting;

/// <summary>Registers this room's parts with a host. Hosted parts start in the order of registration and stop in the opposite one.</summary>
public static class HostingServices
{
    /// <summary>Anything that runs until it is cancelled; what it throws stops the host.</summary>
    public static IServiceCollection AddLoop(
        this IServiceCollection services, Func<IServiceProvider, Func<CancellationToken, Task>> run) =>
        services.AddSingleton<IHostedService>(provider => new BackgroundLoop(run(provider)));

    /// <summary>
    /// /healthz, /readyz and /metrics. Of several hosts in one process each shows what its own <see cref="IMeterFactory"/> made, and the runtime's.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Where to listen.</param>
    /// <param name="meters">Names of the meters to show beside the runtime's.</param>
    public static IServiceCollection AddHealthEndpoint(
        this IServiceCollection services, HealthEndpointOptions options, IReadOnlyList<string> meters)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HealthChecks>();
        services.AddMetrics().AddSingleton(provider =>
        {
            IMeterFactory own = provider.GetRequiredService<IMeterFactory>();
            return new MetricsText(meter => meter.Name == "System.Runtime"
                || (ReferenceEquals(meter.Scope, own) && meters.Contains(meter.Name)));
        });
        services.AddSingleton<HealthEndpoint>();
        return services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<HealthEndpoint>());
    }

    /// <summary>READY, STOPPING and WATCHDOG to systemd, where it runs us.</summary>
    public static IServiceCollection AddSystemd(this IServiceCollection services) =>
        services.AddSingleton<IHostedService, SystemdNotifier>();

    /// <summary>Traces and metrics over OTLP, where the environment asks for it.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="serviceName">Name of the process.</param>
    /// <param name="sources">Names of the activity sources and meters to export.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, string serviceName, IReadOnlyList<string> sources) =>
        services.AddSingleton<IHostedService>(_ => new TelemetryExport(serviceName, sources));
}
