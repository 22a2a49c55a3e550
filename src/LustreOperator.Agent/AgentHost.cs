using LustreOperator.Api;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LustreOperator.Agent;

/// <summary>Puts the agent's process together.</summary>
internal static class AgentHost
{
    private const string MachineLoop = "machines";
    private const string HostLoop = "host";

    /// <summary>The host process, not yet started.</summary>
    /// <param name="options">What the agent is told.</param>
    /// <param name="logging">Where it logs.</param>
    /// <param name="hypervisors">Opens the URI of the options.</param>
    public static IHost Build(AgentOptions options, Action<ILoggingBuilder> logging, HypervisorFactory hypervisors) => Build(
        options,
        logging,
        services => services.AddSingleton(provider => hypervisors.Open(
            new LibvirtOptions { Uri = options.LibvirtUri },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LibvirtHypervisor>>())));

    /// <summary>The host process, not yet started, on a connection that the caller owns and disposes of.</summary>
    public static IHost Build(AgentOptions options, Action<ILoggingBuilder> logging, IHypervisor hypervisor) =>
        Build(options, logging, services => services.AddSingleton(hypervisor));

    private static IHost Build(AgentOptions options, Action<ILoggingBuilder> logging, Action<IServiceCollection> addHypervisor)
    {
        Check(options);
        KubernetesConnection connection = options.Kubeconfig is { } file
            ? KubernetesConnection.FromKubeconfig(file, null, TimeProvider.System)
            : KubernetesConnection.Default(TimeProvider.System);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        logging(builder.Logging);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(connection)
            .AddKubernetes(
                new KubernetesClientOptions
                {
                    UserAgent = $"lustre-agent/{options.Version}",
                    FieldManager = ApiNames.AgentManager,
                    QueriesPerSecond = options.QueriesPerSecond,
                    Burst = options.Burst,
                },
                Events(options.Host))
            .AddHealthEndpoint(HealthEndpointOptions.On(options.HealthAddress, options.HealthPort), [KubernetesMetrics.Name, AgentMetrics.Name])
            .AddTelemetry("lustre-agent", [KubernetesMetrics.Name, AgentMetrics.Name])
            .AddReflector(ApiResources.Hosts, new ReflectorOptions { FieldSelector = "metadata.name=" + options.Host })
            .AddReflector(ApiResources.Machines, new ReflectorOptions { LabelSelector = $"{ApiNames.HostLabel}={options.Host}" })
            .AddLease(Lease(options, options.Namespace ?? connection.Namespace))
            .AddHost(options)
            .AddMachineReconciler()
            .AddReconcileLoop<string>(
                HostLoop,
                new QueueOptions { MaxDelay = options.ResyncPeriod },
                new ReconcileLoopOptions { Workers = 1, IsExpected = IsExpected },
                provider => provider.GetRequiredService<HostReconciler>().ReconcileAsync,
                Stores,
                needsLease: true,
                provider => provider.GetRequiredService<HostReconciler>().TellFailureAsync)
            .AddReconcileLoop<ObjectKey>(
                MachineLoop,
                new QueueOptions(),
                new ReconcileLoopOptions { Workers = options.Workers, TimeLimit = TimeSpan.FromMinutes(5), IsExpected = IsExpected },
                provider => provider.GetRequiredService<MachineReconciler>().ReconcileAsync,
                Stores,
                needsLease: true,
                provider => provider.GetRequiredService<MachineReconciler>().TellFailureAsync)
            .AddLoop(provider => Triggers(provider).RunAsync)
            .AddLoop(provider => provider.GetRequiredService<DomainSampler>().RunAsync)
            .AddSystemd();
        addHypervisor(builder.Services);
        return builder.Build();
    }

    private static void Check(AgentOptions options)
    {
        ValidateOptionsResult result = new AgentOptionsValidator().Validate(null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(nameof(AgentOptions), typeof(AgentOptions), result.Failures);
        }
    }

    private static IServiceCollection AddHost(this IServiceCollection services, AgentOptions options)
    {
        HostFiles? files = options.HostRoot is { } root ? new HostFiles(root, InterfaceAddresses.Read) : null;
        VirtualFunctionMaker? maker = options.HostRoot is { } writable ? new VirtualFunctionMaker(writable) : null;
        return services
            .AddSingleton<CapabilitiesCache>()
            .AddSingleton<FunctionGate>()
            .AddSingleton<HostLock>()
            .AddSingleton(provider => new InventoryCache(
                provider.GetRequiredService<IHypervisor>(), provider.GetRequiredService<CapabilitiesCache>(), files, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new VirtualFunctionMaking(
                provider.GetRequiredService<Store<LustreMachine>>(),
                provider.GetRequiredService<InventoryCache>(),
                maker,
                provider.GetRequiredService<FunctionGate>(),
                provider.GetRequiredService<HostLock>(),
                provider.GetRequiredService<EventRecorder>(),
                provider.GetRequiredService<ILogger<VirtualFunctionMaking>>()));
    }

    private static IServiceCollection AddMachineReconciler(this IServiceCollection services) => services
        .AddSingleton<PowerHistory>()
        .AddSingleton<DomainSampler>()
        .AddSingleton<AgentMetrics>()
        .AddSingleton<StatusWriter>()
        .AddSingleton(provider => new MachineTools(
            provider.GetRequiredService<IHypervisor>(),
            provider.GetRequiredService<CapabilitiesCache>(),
            provider.GetRequiredService<InventoryCache>(),
            provider.GetRequiredService<FunctionGate>(),
            provider.GetRequiredService<PowerHistory>(),
            KvmHostOf(provider),
            provider.GetRequiredService<Store<LustreMachine>>().List,
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<MachineHands>()
        .AddSingleton<MachineObserver>()
        .AddSingleton<MachineSurvey>()
        .AddSingleton<MachineReconciler>()
        .AddSingleton<DataVolumes>()
        .AddSingleton<HostReconciler>();

    // What the admission policy of agents' Events selects by.
    private static EventRecorderOptions Events(string host)
    {
        Dictionary<string, string> labels = new() { [ApiNames.HostLabel] = host };
        return new EventRecorderOptions
        {
            Component = "lustre-agent",
            Instance = host,
            LabelsOf = about => about.Kind == ApiResources.Machines.Kind ? labels : null,
        };
    }

    private static Func<KvmHost?> KvmHostOf(IServiceProvider provider)
    {
        Store<KvmHost> hosts = provider.GetRequiredService<Store<KvmHost>>();
        var key = new ObjectKey("", provider.GetRequiredService<AgentOptions>().Host);

        // What cannot be read of it may be the admin's refusal to park other functions.
        return () => hosts.Get(key) is not { } host ? null
            : host.Unreadable is null ? host
            : host with { Spec = host.Spec with { GroupSiblings = GroupSiblings.Refuse } };
    }

    private static AgentTriggers Triggers(IServiceProvider provider) => new(
        provider.GetRequiredService<AgentOptions>(),
        provider.GetRequiredService<IHypervisor>(),
        provider.GetRequiredService<CapabilitiesCache>(),
        provider.GetRequiredService<HostLock>(),
        provider.GetRequiredService<HostReconciler>(),
        provider.GetRequiredService<Store<LustreMachine>>(),
        provider.GetRequiredService<Store<KvmHost>>(),
        provider.GetRequiredKeyedService<RateLimitedQueue<ObjectKey>>(MachineLoop),
        provider.GetRequiredKeyedService<RateLimitedQueue<string>>(HostLoop),
        provider.GetRequiredService<TimeProvider>());

    // The Lease is made by `kubectl lustre host add`: the agent has no right to make one.
    private static LeaseOptions Lease(AgentOptions options, string inNamespace) => new()
    {
        Namespace = inNamespace,
        Name = ApiNames.HostLease(options.Host),
        Identity = $"{Environment.MachineName}_{Guid.NewGuid()}",
        Duration = options.LeaseDuration,
        RenewDeadline = options.LeaseDuration * (2.0 / 3),
        RenewPeriod = options.LeaseRenewPeriod,
        RetryPeriod = TimeSpan.FromTicks(Math.Min(options.LeaseRenewPeriod.Ticks, (options.LeaseDuration / 20).Ticks)),
        CreateWhenMissing = false,
        Annotations = new Dictionary<string, string> { [ApiNames.Group + "/libvirt-uri"] = options.LibvirtUri },
    };

    private static IReadOnlyList<ISynced> Stores(IServiceProvider provider) =>
        [provider.GetRequiredService<Store<KvmHost>>(), provider.GetRequiredService<Store<LustreMachine>>()];

    private static bool IsExpected(Exception fault) => fault is MachineFaultException or HostLockedException or LibvirtException;
}
