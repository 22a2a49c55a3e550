using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>What only real sockets show.</summary>
public sealed class LoopbackWatchTests
{
    [Test]
    public async Task Cancel_ends_a_watch_that_is_silent_and_closes_its_connection()
    {
        using ScriptedApi api = new();
        await using LoopbackServer server = new(api);
        using KubernetesConnection connection = server.Connection();
        using KubernetesClient client = new(connection, new KubernetesClientOptions(), TimeProvider.System, new Random(1));
        using CancellationTokenSource stop = new();
        Store<Valve> store = new(Valve.Resource);
        Reflector<Valve> reflector = new(
            client, Valve.Resource, store, new ReflectorOptions(), TimeProvider.System, new Random(1), new ListLog());
        Task running = reflector.RunAsync(stop.Token);

        (await api.NextAsync()).AnswerList(10, Valve.Make("one", 5));
        ScriptedRequest watch = await api.NextAsync();
        ScriptedStream stream = watch.Stream();
        stream.Send("ADDED", Valve.Make("two", 11));
        await Eventually.That(() => store.Count == 2);

        await stop.CancelAsync();
        await Eventually.Completes(running);
        await Eventually.Completes(watch.Abandoned.Task);
    }

    [Test]
    public async Task Half_open_connection_is_given_up_and_replaced()
    {
        using ScriptedApi api = new();
        await using LoopbackServer server = new(api);
        ManualTimeProvider time = new();
        using KubernetesConnection connection = server.Connection();
        using KubernetesClient client = new(connection, new KubernetesClientOptions(), time, new Random(1));
        using CancellationTokenSource stop = new();
        Store<Valve> store = new(Valve.Resource);
        Reflector<Valve> reflector = new(client, Valve.Resource, store, new ReflectorOptions(), time, new Random(1), new ListLog());
        Task running = reflector.RunAsync(stop.Token);

        (await api.NextAsync()).AnswerList(10);
        ScriptedRequest silent = await api.NextAsync();
        silent.Stream().Bookmark(12);
        ScriptedRequest again = await api.NextAsync(time, TimeSpan.FromSeconds(10));
        Assert.That(again.Query("resourceVersion"), Is.EqualTo("12").Or.EqualTo("10"));
        await Eventually.Completes(silent.Abandoned.Task);

        await stop.CancelAsync();
        await Eventually.Completes(running);
    }
}
