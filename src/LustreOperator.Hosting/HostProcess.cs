using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LustreOperator.Hosting;

/// <summary>Runs a host to its end and turns how it ended into an exit code and one line for people.</summary>
public static class HostProcess
{
    /// <summary>Ended as asked.</summary>
    public const int Success = 0;

    /// <summary>A loop failed or the Lease was lost: start it again.</summary>
    public const int Failed = 1;

    /// <summary>Options or kubeconfig are wrong: starting it again does not help.</summary>
    public const int BadConfiguration = 2;

    /// <summary>Runs until cancelled, asked to stop by a signal, or a loop fails.</summary>
    /// <param name="build">Makes the host; what it throws counts as bad configuration.</param>
    /// <param name="errors">Where the one line goes.</param>
    /// <param name="cancel">Ends the host.</param>
    public static async Task<int> RunAsync(Func<IHost> build, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            using IHost host = build();

            // RunAsync disposes of the host, and with it of the services that say how it ended.
            BackgroundService[] loops = [.. host.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
            CancellationToken stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            Task? cancelled = null;
            using (stopping.Register(() => cancelled = loops.Select(loop => loop.ExecuteTask).FirstOrDefault(task => task?.IsCanceled == true)))
            {
                await host.RunAsync(cancel);
            }

            Exception? fault = loops
                .Select(service => service.ExecuteTask?.Exception?.GetBaseException()).FirstOrDefault(found => found is not null)
                ?? (cancelled is null ? null : await Fault(cancelled));
            if (fault is null)
            {
                return Success;
            }

            await errors.WriteLineAsync($"error: {fault.Message}");
            return Failed;
        }
        catch (OperationCanceledException)
        {
            // Asked to stop while it started.
            return Success;
        }
        catch (SocketException fault)
        {
            await errors.WriteLineAsync($"error: health and metrics cannot be served: {fault.Message}; choose another port with --health-port");
            return BadConfiguration;
        }
        catch (Exception fault) when (fault is IConfigurationFault or OptionsValidationException or ArgumentException)
        {
            await errors.WriteLineAsync($"error: {fault.Message}");
            return BadConfiguration;
        }
    }

    // A loop that was cancelled before anybody asked for an end has failed all the same, and its own words are all that there is to say.
    private static async Task<Exception?> Fault(Task cancelled)
    {
        try
        {
            await cancelled;
            return null;
        }
        catch (OperationCanceledException fault)
        {
            return new InvalidOperationException($"a loop was cancelled and nobody asked for it: {fault.InnerException?.Message ?? fault.Message}", fault);
        }
    }
}
