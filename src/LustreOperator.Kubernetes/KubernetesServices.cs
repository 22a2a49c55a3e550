using LustreOperator.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Registers this library's parts with a host. Hosted parts start in the order of registration and stop in the opposite one: register
/// reflectors first, then the lease, then the loops, so that work ends before the lease is released.
/// </summary>
public static class KubernetesServices
{
    /// <summary>Client (with the default connection unless one is registered), events, metrics and health checks.</summary>
    public static IServiceCollection AddKubernetes(
        this IServiceCollection services, KubernetesClientOptions client, EventRecorderOptions events)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new Random());
        services.AddMetrics().TryAddSingleton<KubernetesMetrics>();
        services.TryAddSingleton<HealthChecks>();
        services.TryAddSingleton(provider => KubernetesConnection.Default(Time(provider)));
        services.TryAddSingleton(provider => new KubernetesClient(
            provider.GetRequiredService<KubernetesConnection>(), client, Time(provider), Chance(provider), Metrics(provider)));
        services.TryAddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<KubernetesClient>(), events, Time(provider), Log<EventRecorder>(provider), Metrics(provider)));
        return services.AddLoop(provider => provider.GetRequiredService<EventRecorder>().RunAsync);
    }

    /// <summary>A <see cref="Store{T}"/>, kept true while the host runs; not listed yet counts as not ready.</summary>
    public static IServiceCollection AddReflector<T>(this IServiceCollection services, ResourceKind<T> kind, ReflectorOptions options)
        where T : class
    {
        services.AddSingleton(provider =>
        {
            Store<T> store = new(kind);
            provider.GetRequiredService<HealthChecks>().AddReady(store.Name, () => store.IsSynced ? null : "not listed yet");
            return store;
        });
        services.AddSingleton(provider =>
        {
            Reflector<T> reflector = new(
                provider.GetRequiredService<KubernetesClient>(),
                kind,
                provider.GetRequiredService<Store<T>>(),
                options,
                Time(provider),
                Chance(provider),
                Log<Reflector<T>>(provider),
                Metrics(provider));
            provider.GetRequiredService<HealthChecks>().AddAlive(reflector.Heartbeat);
            return reflector;
        });
        return services.AddLoop(provider => provider.GetRequiredService<Reflector<T>>().RunAsync);
    }

    /// <summary>A <see cref="LeaseElector"/>; losing the lease stops the host.</summary>
    public static IServiceCollection AddLease(this IServiceCollection services, LeaseOptions options)
    {
        services.AddSingleton(provider => new LeaseElector(
            provider.GetRequiredService<KubernetesClient>(), options, Time(provider), Chance(provider), Log<LeaseElector>(provider), Metrics(provider)));
        return services.AddLoop(provider => provider.GetRequiredService<LeaseElector>().RunAsync);
    }

    /// <summary>
    /// A queue and its workers. They begin when every store of <paramref name="stores"/> is synced and, with a lease, when it is ours, and
    /// end when it is lost.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Name of queue and loop in logs and metrics.</param>
    /// <param name="queue">How failures come back.</param>
    /// <param name="loop">How many workers, how long.</param>
    /// <param name="reconcile">Makes the function that does the work.</param>
    /// <param name="stores">Makes the stores that the work reads.</param>
    /// <param name="needsLease">Whether the registered <see cref="LeaseElector"/> must be held.</param>
    /// <param name="tell">Makes the function that says of an object that its reconcile failed unforeseen.</param>
    public static IServiceCollection AddReconcileLoop<TKey>(
        this IServiceCollection services,
        string name,
        QueueOptions queue,
        ReconcileLoopOptions loop,
        Func<IServiceProvider, Func<TKey, CancellationToken, Task<ReconcileResult>>> reconcile,
        Func<IServiceProvider, IReadOnlyList<ISynced>> stores,
        bool needsLease,
        Func<IServiceProvider, Func<TKey, Exception, CancellationToken, Task>>? tell = null)
        where TKey : notnull
    {
        services.AddKeyedSingleton(name, (provider, _) =>
            new RateLimitedQueue<TKey>(name, queue, Time(provider), Chance(provider), Metrics(provider)));
        return services.AddLoop(provider =>
        {
            ILogger log = provider.GetRequiredService<ILoggerFactory>().CreateLogger($"{typeof(KubernetesServices).Namespace}.{name}");
            RateLimitedQueue<TKey> keys = provider.GetRequiredKeyedService<RateLimitedQueue<TKey>>(name);
            ReconcileLoop<TKey> workers = new(keys, reconcile(provider), loop, Time(provider), log, Metrics(provider), tell?.Invoke(provider));
            IReadOnlyList<ISynced> needed = stores(provider);
            LeaseElector? lease = needsLease ? provider.GetRequiredService<LeaseElector>() : null;
            HealthChecks health = provider.GetRequiredService<HealthChecks>();
            return cancel => RunAsync(workers, needed, lease, health, cancel);
        });
    }

    /// <summary>
    /// For a process that speaks TLS to the API server alone, unless it exports telemetry: see
    /// <see cref="KubernetesConnection.LeaveSystemAuthoritiesUnread"/>.
    /// </summary>
    public static IHost WithoutSystemAuthorities(this IHost host)
    {
        if (!TelemetryExport.IsWanted)
        {
            host.Services.GetRequiredService<KubernetesConnection>().LeaveSystemAuthoritiesUnread();
        }

        return host;
    }

    private static async Task RunAsync<TKey>(
        ReconcileLoop<TKey> workers, IReadOnlyList<ISynced> stores, LeaseElector? lease, HealthChecks health, CancellationToken cancel)
        where TKey : notnull
    {
        try
        {
            await Task.WhenAll(stores.Select(store => store.WaitForSyncAsync(cancel)));
            await (lease?.Acquired.WaitAsync(cancel) ?? Task.CompletedTask);
        }
        catch (Exception) when (cancel.IsCancellationRequested || lease?.Lost.IsCancellationRequested == true)
        {
            // Never began; why the lease cannot be had, its own loop says.
            return;
        }

        health.AddAlive(workers.Heartbeat);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease?.Lost ?? CancellationToken.None);
        await workers.RunAsync(either.Token);
    }

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private static Random Chance(IServiceProvider provider) => provider.GetRequiredService<Random>();

    private static KubernetesMetrics Metrics(IServiceProvider provider) => provider.GetRequiredService<KubernetesMetrics>();

    private static ILogger<T> Log<T>(IServiceProvider provider) => provider.GetRequiredService<ILogger<T>>();
}
