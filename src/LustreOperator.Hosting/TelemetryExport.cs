using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LustreOperator.Hosting;

/// <summary>
/// Sends traces and metrics over OTLP while the host runs; does nothing unless OTEL_EXPORTER_OTLP_ENDPOINT is set. The other OTEL_
/// variables work as everywhere.
/// </summary>
/// <param name="serviceName">Name of the process in traces; OTEL_SERVICE_NAME overrides it.</param>
/// <param name="sources">Names of the activity sources and meters.</param>
public sealed class TelemetryExport(string serviceName, IReadOnlyList<string> sources) : IHostedService, IDisposable
{
    private OpenTelemetrySdk? _sdk;

    public static bool IsWanted => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsWanted)
        {
            string[] names = [.. sources];
            _sdk = OpenTelemetrySdk.Create(builder => builder
                .ConfigureResource(resource => resource.AddService(serviceName).AddEnvironmentVariableDetector())
                .WithTracing(tracing => tracing.AddSource(names).AddOtlpExporter())
                .WithMetrics(metrics => metrics.AddMeter([.. names, "System.Runtime"]).AddOtlpExporter()));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _sdk?.Dispose();
        _sdk = null;
    }
}
