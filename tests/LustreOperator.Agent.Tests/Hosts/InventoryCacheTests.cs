using LustreOperator.Libvirt;
using LustreOperator.Simulation;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests.Hosts;

/// <summary>The host is read by one at a time, for all who need it, however slow it is.</summary>
internal sealed class InventoryCacheTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<TaskCompletionSource<Listing<PciDevice>>> _reads = [];
    private SimulatedHost _host = null!;
    private SimulatedHypervisor _inner = null!;
    private Scripted<IHypervisor> _libvirt = null!;
    private InventoryCache _cache = null!;

    [SetUp]
    public void Start()
    {
        _reads.Clear();
        _host = SimulatedHost.Open("simulated:///talk-2011?host=kvm1");
        _inner = _host.Connect();
        (IHypervisor hypervisor, _libvirt) = Script.Around<IHypervisor>(_inner);
        _libvirt.On(nameof(IHypervisor.ListPciDevicesAsync), () =>
        {
            TaskCompletionSource<Listing<PciDevice>> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_reads)
            {
                _reads.Add(read);
            }

            return read.Task;
        });
        _cache = new InventoryCache(hypervisor, new CapabilitiesCache(hypervisor), files: null, _time);
    }

    [TearDown]
    public async Task Stop()
    {
        await _inner.DisposeAsync();
        _host.Dispose();
    }

    [Test]
    public async Task All_who_ask_meanwhile_have_one_reading_in_common()
    {
        Task<HostInventory>[] asked = [.. Enumerable.Range(0, 8).Select(_ => _cache.FreshAsync(CancellationToken.None))];
        await AnswerAsync(1);

        Assert.That((await Task.WhenAll(asked)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(_reads, Has.Count.EqualTo(1));
    }

    /// <summary>Before, each of them read the whole host, side by side.</summary>
    [Test]
    public async Task Slow_reading_is_followed_by_one_more_for_all_who_came_too_late_for_it()
    {
        Task<HostInventory> first = _cache.FreshAsync(CancellationToken.None);
        await BegunAsync(1);
        _time.Advance(TimeSpan.FromSeconds(2));
        Task<HostInventory>[] late = [.. Enumerable.Range(0, 8).Select(_ => _cache.FreshAsync(CancellationToken.None))];
        await AnswerAsync(1);
        HostInventory older = await Eventually.Completes(first);
        await AnswerAsync(2);

        Assert.That(await Task.WhenAll(late), Has.None.SameAs(older));
        Assert.That(late.Select(task => task.Result).Distinct().Count(), Is.EqualTo(1));
        Assert.That(_reads, Has.Count.EqualTo(2));
    }

    [TestCase(400, 1)]
    [TestCase(600, 2)]
    public async Task Reading_counts_from_its_beginning(int milliseconds, int reads)
    {
        Task<HostInventory> first = _cache.FreshAsync(CancellationToken.None);
        await BegunAsync(1);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await AnswerAsync(1);
        await Eventually.Completes(first);

        Task<HostInventory> second = _cache.FreshAsync(CancellationToken.None);
        await AnswerAsync(reads);
        await Eventually.Completes(second);

        Assert.That(_reads, Has.Count.EqualTo(reads));
    }

    [Test]
    public async Task Full_reading_begins_after_it_was_asked_for_whatever_is_under_way()
    {
        Task<HostInventory> fresh = _cache.FreshAsync(CancellationToken.None);
        await BegunAsync(1);
        Task<HostInventory> full = _cache.ReadAsync(CancellationToken.None);
        await AnswerAsync(1);
        HostInventory older = await Eventually.Completes(fresh);
        await AnswerAsync(2);

        Assert.That(await Eventually.Completes(full), Is.Not.SameAs(older));
    }

    [Test]
    public async Task Failed_reading_is_told_to_all_who_waited_and_the_next_reads_anew()
    {
        Task<HostInventory>[] asked = [.. Enumerable.Range(0, 3).Select(_ => _cache.FreshAsync(CancellationToken.None))];
        (await BegunAsync(1)).SetException(new LibvirtUnreachableException(LibvirtErrorKind.Unreachable, "qemu:///system", "gone"));
        foreach (Task<HostInventory> one in asked)
        {
            Assert.That(() => one, Throws.InstanceOf<LibvirtUnreachableException>());
        }

        Task<HostInventory> next = _cache.FreshAsync(CancellationToken.None);
        await AnswerAsync(2);

        Assert.That((await Eventually.Completes(next)).Capabilities.HostName, Is.EqualTo("kvm1"));
    }

    [Test]
    public async Task Whoever_gives_up_leaves_the_reading_to_the_others()
    {
        using CancellationTokenSource impatient = new();
        Task<HostInventory> given = _cache.FreshAsync(impatient.Token);
        Task<HostInventory> kept = _cache.FreshAsync(CancellationToken.None);
        await BegunAsync(1);

        await impatient.CancelAsync();
        Assert.That(() => given, Throws.InstanceOf<OperationCanceledException>());
        await AnswerAsync(1);

        Assert.That((await Eventually.Completes(kept)).Capabilities.HostName, Is.EqualTo("kvm1"));
    }

    [Test]
    public async Task Reading_that_nobody_waits_for_any_more_is_given_up()
    {
        using CancellationTokenSource impatient = new();
        Task<HostInventory> given = _cache.FreshAsync(impatient.Token);
        await BegunAsync(1);
        await impatient.CancelAsync();
        Assert.That(() => given, Throws.InstanceOf<OperationCanceledException>());

        Task<HostInventory> next = _cache.FreshAsync(CancellationToken.None);
        await AnswerAsync(2);

        Assert.That((await Eventually.Completes(next)).Capabilities.HostName, Is.EqualTo("kvm1"));
    }

    private async Task<TaskCompletionSource<Listing<PciDevice>>> BegunAsync(int number)
    {
        await Eventually.That(() =>
        {
            lock (_reads)
            {
                return _reads.Count >= number;
            }
        });
        return _reads[number - 1];
    }

    private async Task AnswerAsync(int number) => (await BegunAsync(number)).TrySetResult(new Listing<PciDevice>([], []));
}
