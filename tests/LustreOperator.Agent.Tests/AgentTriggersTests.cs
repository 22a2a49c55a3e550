using System.Threading.Channels;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

/// <summary>What makes the agent look at which machine, and what does not.</summary>
internal sealed class AgentTriggersTests
{
    private static readonly DomainIdentity s_domain = new("qa.ha-oss-0", new Guid(Given.Uid));

    private CancellationTokenSource _stop = null!;
    private Channel<HypervisorEvent> _events = null!;
    private AgentBench _bench = null!;
    private RateLimitedQueue<ObjectKey> _machines = null!;
    private RateLimitedQueue<string> _hosts = null!;
    private Task _running = null!;

    [SetUp]
    public async Task Start()
    {
        _stop = new CancellationTokenSource();
        _events = Channel.CreateUnbounded<HypervisorEvent>();
        _bench = new AgentBench();
        await _bench.HoldAsync();
        _bench.Lock.Report(null);
        _bench.Libvirt.On("get_Events", () => _events.Reader);
        _machines = new RateLimitedQueue<ObjectKey>("machines", new QueueOptions(), _bench.SampleTime, new Random(1));
        _hosts = new RateLimitedQueue<string>("host", new QueueOptions(), _bench.SampleTime, new Random(1));
        _bench.Put(Given.Machine());
        _running = _bench.Triggers(_machines, _hosts).RunAsync(_stop.Token);
        await _hosts.DrainAsync();
        await _machines.DrainAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _machines.Dispose();
        _hosts.Dispose();
        await _bench.DisposeAsync();
        _stop.Dispose();
    }

    [Test]
    public async Task Spec_that_changed_is_looked_at()
    {
        LustreMachine machine = Given.Machine();
        _bench.Put(machine with { Metadata = machine.Metadata with { Generation = 3 } });

        Assert.That(await _machines.DrainAsync(), Is.EqualTo(new[] { AgentBench.MachineKey }));
    }

    [TestCase(ApiNames.AdmittedAnnotation, 1)]
    [TestCase(ApiNames.AdoptAnnotation, 1)]
    [TestCase("example.com/mood", 0)]
    public async Task Annotation_is_looked_at_if_it_is_an_instruction(string annotation, int looks)
    {
        LustreMachine machine = Given.Machine();
        _bench.Put(machine with { Metadata = machine.Metadata with { Annotations = new Dictionary<string, string> { [annotation] = "a" } } });

        Assert.That(await _machines.DrainAsync(), Has.Length.EqualTo(looks));
    }

    [Test]
    public async Task Deletion_is_looked_at()
    {
        _bench.Put(Given.Machine().Deleted());

        Assert.That(await _machines.DrainAsync(), Is.EqualTo(new[] { AgentBench.MachineKey }));
    }

    [Test]
    public async Task Status_that_changed_is_no_reason_to_look()
    {
        _bench.Put(Given.Machine() with { Status = new LustreMachineStatus { Pins = "0/1" } });

        Assert.That(await _machines.DrainAsync(), Is.Empty);
    }

    private static readonly TestCaseData<HypervisorEvent, string>[] s_events =
    [
        new(new DomainTuned(s_domain, []), "qa/ha-oss-0") { TestName = "{m}(by its UUID)" },
        new(new DomainTuned(s_domain with { Name = "kept-aside" }, []), "qa/ha-oss-0") { TestName = "{m}(renamed, by its UUID)" },
        new(new DomainTuned(new DomainIdentity("lab.a.b", Guid.NewGuid()), []), "lab/a.b") { TestName = "{m}(in the way of another, by its name)" },
    ];

    [TestCaseSource(nameof(s_events))]
    public async Task Machine_of_a_domain_that_something_happened_to_is_looked_at(HypervisorEvent happened, string key)
    {
        _events.Writer.TryWrite(happened);
        await Eventually.That(() => _machines.Depth == 1);

        Assert.That((await _machines.DrainAsync()).Select(machine => machine.ToString()), Is.EqualTo(new[] { key }));
    }

    [Test]
    public async Task Connection_that_comes_back_has_all_looked_at_and_the_host_first_shown_to_be_the_same()
    {
        _events.Writer.TryWrite(new ConnectionRestored());
        await Eventually.That(() => _machines.Depth == 1);

        Assert.That((await _machines.DrainAsync(), await _hosts.DrainAsync()), Is.EqualTo((new[] { AgentBench.MachineKey }, new[] { "kvm1" })));
        Assert.That(_bench.Lock.Problem, Is.Not.Null);
    }

    [Test]
    public async Task Resync_has_all_looked_at()
    {
        await Eventually.That(() => _machines.Depth == 1 && _hosts.Depth == 1, _bench.SampleTime, TimeSpan.FromSeconds(10));

        Assert.That(await _machines.DrainAsync(), Is.EqualTo(new[] { AgentBench.MachineKey }));
    }
}

/// <summary>Queues, as tests look at them.</summary>
internal static class QueueTestExtensions
{
    /// <summary>Takes the keys that are due now.</summary>
    public static async Task<TKey[]> DrainAsync<TKey>(this RateLimitedQueue<TKey> queue)
        where TKey : notnull
    {
        List<TKey> taken = [];
        while (queue.Depth > 0)
        {
            TKey key = await queue.TakeAsync(CancellationToken.None);
            queue.Done(key);
            taken.Add(key);
        }

        return [.. taken];
    }
}
