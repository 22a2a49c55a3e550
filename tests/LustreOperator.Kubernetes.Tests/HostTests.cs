using LustreOperator.Hosting;
using LustreOperator.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>All parts together, registered as the host processes do it.</summary>
public sealed class HostTests
{
    [Test]
    public async Task Process_is_ready_when_every_store_has_been_listed()
    {
        using ScriptedApi api = new();
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton(api.Connection());
        services.AddKubernetes(new KubernetesClientOptions(), new EventRecorderOptions()).AddReflector(Valve.Resource, new ReflectorOptions());
        await using ServiceProvider provider = services.BuildServiceProvider();
        Store<Valve> store = provider.GetRequiredService<Store<Valve>>();
        HealthChecks health = provider.GetRequiredService<HealthChecks>();
        Assert.That(health.Ready(), Is.EqualTo((false, "valves: not listed yet\n")));

        store.Replace(new ResourceList<Valve>([], "1", "", []), store.BeginReplace());

        Assert.That(health.Ready(), Is.EqualTo((true, "valves: ok\n")));
    }

    [Test]
    public async Task Host_lists_takes_the_lease_reconciles_and_releases_after_the_last_run()
    {
        LeaseServer leases = new();
        using ScriptedApi api = new();
        using ScriptedApi leaseApi = leases.For("me");
        api.Always = request => Serve(request, leaseApi);
        List<string> reconciled = [];
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddSingleton(api.Connection());
        builder.Services.AddKubernetes(new KubernetesClientOptions(), new EventRecorderOptions());
        builder.Services.AddReflector(Valve.Resource, new ReflectorOptions());
        builder.Services.AddLease(new LeaseOptions { Namespace = "lab", Name = "leader", Identity = "me" });
        builder.Services.AddReconcileLoop<ObjectKey>(
            "valves",
            new QueueOptions(),
            new ReconcileLoopOptions(),
            provider =>
            {
                RateLimitedQueue<ObjectKey> queue = provider.GetRequiredKeyedService<RateLimitedQueue<ObjectKey>>("valves");
                provider.GetRequiredService<Store<Valve>>().Subscribe(change => queue.Add(change.Key));
                return (key, _) =>
                {
                    lock (reconciled)
                    {
                        reconciled.Add($"{key} held by {leases.Holder}");
                    }

                    return Task.FromResult(ReconcileResult.Done);
                };
            },
            provider => [provider.GetRequiredService<Store<Valve>>()],
            needsLease: true);
        builder.Services.AddHealthEndpoint(new HealthEndpointOptions { Port = 0 }, meters: [KubernetesMetrics.Name]);
        builder.Services.AddSystemd();
        builder.Services.AddTelemetry("test", sources: [KubernetesMetrics.Name]);
        using IHost host = builder.Build();
        await host.StartAsync();

        await Eventually.That(() => reconciled.Count == 2);
        Assert.That(reconciled, Is.EquivalentTo(new[] { "lab/one held by me", "lab/two held by me" }));
        Assert.That(host.Services.GetRequiredService<HealthChecks>().Ready().IsWell, Is.True);
        Assert.That(host.Services.GetRequiredService<HealthChecks>().Alive().Text, Does.Contain("valves: ok"));
        string metrics = host.Services.GetRequiredService<MetricsText>().Write();
        Assert.That(metrics, Does.Contain("controller_runtime_reconcile_total{controller=\"valves\",result=\"success\"} 2"));
        Assert.That(metrics, Does.Contain("workqueue_adds_total{name=\"valves\"} 2"));

        await Eventually.Completes(host.StopAsync());
        Assert.That(leases.Holder, Is.Empty);
    }

    private static void Serve(ScriptedRequest request, ScriptedApi leaseApi)
    {
        if (request.Target.Contains("/leases"))
        {
            leaseApi.Take(request);
        }
        else if (request.Query("watch") is null)
        {
            request.AnswerList(10, Valve.Make("one", 1), Valve.Make("two", 2));
        }
        else
        {
            request.Stream();
        }
    }
}
