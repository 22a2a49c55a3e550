using System.Diagnostics.Metrics;
using LustreOperator.Api;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LustreOperator.Operator;

/// <summary>Puts the operator's process together.</summary>
internal static class OperatorHost
{
    private const string ClusterLoop = "clusters";
    private const string HostLoop = "hosts";

    /// <summary>The Lease of leader election, in the operator's namespace.</summary>
    public const string LeaderLease = "lustre-operator-leader";

    public static IHost Build(OperatorOptions options, Action<ILoggingBuilder> logging)
    {
        KubernetesConnection connection = Connect(options);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        logging(builder.Logging);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(connection)
            .AddKubernetes(
                new KubernetesClientOptions
                {
                    UserAgent = $"lustre-operator/{options.Version}",
                    FieldManager = ApiNames.OperatorManager,
                    QueriesPerSecond = options.QueriesPerSecond,
                    Burst = options.Burst,
                },
                new EventRecorderOptions { Component = "lustre-operator", Instance = Environment.MachineName })
            .AddHealthEndpoint(HealthEndpointOptions.On(options.HealthAddress, options.HealthPort), [KubernetesMetrics.Name, OperatorMetrics.Name])
            .AddTelemetry("lustre-operator", [KubernetesMetrics.Name, OperatorMetrics.Name])
            .AddReflector(ApiResources.Hosts, new ReflectorOptions())
            .AddReflector(ApiResources.Machines, new ReflectorOptions())
            .AddReflector(ApiResources.Clusters, new ReflectorOptions())
            .AddReflector(LeaseKind.Resource, new ReflectorOptions { Namespace = options.Namespace })
            .AddLease(Leader(options))
            .AddSingleton<OperatorStores>()
            .AddSingleton(Metrics)
            .AddSingleton<FinalizerWriter>()
            .AddSingleton<HostLeases>()
            .AddSingleton<HostMonitor>()
            .AddSingleton<FleetLedger>()
            .AddSingleton<PlacementBackoff>()
            .AddSingleton<ClusterTools>()
            .AddSingleton<ClusterHands>()
            .AddSingleton<ClusterStatusWriter>()
            .AddSingleton<ClusterReconciler>()
            .AddReconcileLoop<ObjectKey>(
                ClusterLoop,
                new QueueOptions(),
                // They wait for the API server most of the time; what one plan takes no other gets (FleetLedger).
                new ReconcileLoopOptions { Workers = 4 },
                provider => provider.GetRequiredService<ClusterReconciler>().ReconcileAsync,
                Stores,
                needsLease: true,
                provider => provider.GetRequiredService<ClusterReconciler>().TellFailureAsync)
            .AddReconcileLoop<string>(
                HostLoop,
                new QueueOptions(),
                new ReconcileLoopOptions { Workers = 2 },
                provider => provider.GetRequiredService<HostMonitor>().ReconcileAsync,
                Stores,
                needsLease: true,
                provider => provider.GetRequiredService<HostMonitor>().TellFailureAsync)
            .AddLoop(provider => new OperatorTriggers(
                provider.GetRequiredService<OperatorStores>(),
                provider.GetRequiredService<FleetLedger>(),
                provider.GetRequiredService<HostLeases>(),
                options.Namespace,
                provider.GetRequiredKeyedService<RateLimitedQueue<ObjectKey>>(ClusterLoop),
                provider.GetRequiredKeyedService<RateLimitedQueue<string>>(HostLoop),
                provider.GetRequiredService<TimeProvider>()).RunAsync);
        return builder.Build();
    }

    /// <summary>Looks once at what is installed, and says it.</summary>
    public static async Task<int> CheckAsync(OperatorOptions options, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            using KubernetesConnection connection = Connect(options);
            using KubernetesClient client = new(
                connection,
                new KubernetesClientOptions { UserAgent = $"lustre-operator-check/{options.Version}", RequestTimeout = TimeSpan.FromSeconds(10) },
                TimeProvider.System,
                new Random());
            return await new InstallationCheck(client, options, TimeProvider.System).RunAsync(output, cancel);
        }
        catch (Exception fault) when (fault is KubernetesConfigurationException or OptionsValidationException)
        {
            await errors.WriteLineAsync($"error: {fault.Message}");
            return HostProcess.BadConfiguration;
        }
    }

    private static KubernetesConnection Connect(OperatorOptions options)
    {
        ValidateOptionsResult result = new OperatorOptionsValidator().Validate(null, options);
        return result.Failed ? throw new OptionsValidationException(nameof(OperatorOptions), typeof(OperatorOptions), result.Failures)
            : options.Kubeconfig is { } file ? KubernetesConnection.FromKubeconfig(file, null, TimeProvider.System)
            : KubernetesConnection.Default(TimeProvider.System);
    }

    // 15 s, 10 s and 2 s, as the controllers of Kubernetes: there is one leader, and a fleet waits for its successor.
    private static LeaseOptions Leader(OperatorOptions options) => new()
    {
        Namespace = options.Namespace,
        Name = LeaderLease,
        Identity = $"{Environment.MachineName}_{Guid.NewGuid()}",
        Duration = options.LeaseDuration,
        RenewDeadline = options.LeaseDuration * (2.0 / 3),
        RenewPeriod = options.LeaseDuration * (2.0 / 15),
        RetryPeriod = options.LeaseDuration * (2.0 / 15),
    };

    private static OperatorMetrics Metrics(IServiceProvider provider)
    {
        LeaseElector lease = provider.GetRequiredService<LeaseElector>();
        return new OperatorMetrics(
            provider.GetRequiredService<OperatorStores>(), provider.GetRequiredService<FleetLedger>(), () => lease.IsHeld, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IMeterFactory>());
    }

    private static IReadOnlyList<ISynced> Stores(IServiceProvider provider) => provider.GetRequiredService<OperatorStores>().All;
}
