using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

internal sealed class VirtualFunctionMakerTests
{
    private const string Folder = "sys/devices/pci0000:40/0000:40:01.0/0000:41:00.0";
    private static readonly PciAddress s_function = PciAddress.Parse("0000:41:00.0");

    private readonly List<string> _written = [];
    private HostFolder _host = null!;

    [SetUp]
    public void Make()
    {
        _written.Clear();
        _host = HostFolder.Of("connectx-6");
    }

    [TearDown]
    public void Remove() => _host.Dispose();

    [TestCase("0", 4, "sriov_drivers_autoprobe 0, sriov_numvfs 4", TestName = "{m}(Made from none)")]
    [TestCase("2", 4, "sriov_drivers_autoprobe 0, sriov_numvfs 0, sriov_numvfs 4", TestName = "{m}(Changed by way of none)")]
    [TestCase("4", 0, "sriov_drivers_autoprobe 0, sriov_numvfs 0", TestName = "{m}(Taken away)")]
    [TestCase("4", 4, "", TestName = "{m}(Nothing written where they are)")]
    [TestCase("0", 0, "", TestName = "{m}(Nothing written where none are wanted)")]
    public async Task Virtual_functions_are_made_without_a_driver_to_take_them(string before, int count, string written)
    {
        File.WriteAllText(_host.PathOf($"{Folder}/sriov_numvfs"), before);

        await MakeAsync(count);

        Assert.That(string.Join(", ", _written), Is.EqualTo(written));
    }

    [Test]
    public async Task Kernels_files_have_what_was_written()
    {
        VirtualFunctionMaker maker = new(_host.Path);

        await Eventually.Completes(maker.MakeAsync(s_function, 6, CancellationToken.None));

        Assert.That(await File.ReadAllTextAsync(_host.PathOf($"{Folder}/sriov_numvfs")), Does.StartWith("6"));
        Assert.That(await File.ReadAllTextAsync(_host.PathOf($"{Folder}/sriov_drivers_autoprobe")), Does.StartWith("0"));
    }

    [Test]
    public void More_than_the_device_can_have_is_refused_before_anything_is_written()
    {
        Assert.That(
            () => MakeAsync(9),
            Throws.InstanceOf<VirtualFunctionException>().With.Message.Contains("at most 8 virtual functions").And.Message.Contains("/sriov_totalvfs"));
        Assert.That(_written, Is.Empty);
    }

    [Test]
    public void Firmware_that_allows_none_is_told_of()
    {
        File.WriteAllText(_host.PathOf($"{Folder}/sriov_totalvfs"), "0");

        Assert.That(
            () => MakeAsync(1),
            Throws.InstanceOf<VirtualFunctionException>().With.Message.Contains("enable SR-IOV in the device's firmware"));
    }

    [Test]
    public void Function_without_sriov_is_told_of() => Assert.That(
        () => MakeAsync(1, PciAddress.Parse("0000:41:00.1")),
        Throws.InstanceOf<VirtualFunctionException>().With.Message.StartsWith("0000:41:00.1 has no SR-IOV"));

    [Test]
    public void Absent_function_is_told_of() => Assert.That(
        () => MakeAsync(1, PciAddress.Parse("0000:99:00.0")),
        Throws.InstanceOf<VirtualFunctionException>().With.Message.EqualTo("the host has no PCI function 0000:99:00.0"));

    [Test]
    public void Negative_count_is_a_mistake_of_the_caller() => Assert.That(() => MakeAsync(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Refusal_names_the_file_the_number_and_the_cause()
    {
        // What is written to /dev/full is ENOSPC.
        File.Delete(_host.PathOf($"{Folder}/sriov_drivers_autoprobe"));
        _host.Add($"{Folder}/sriov_drivers_autoprobe -> /dev/full");

        string path = _host.PathOf("sys/bus/pci/devices/0000:41:00.0/sriov_drivers_autoprobe");
        Assert.That(
            () => Eventually.Completes(new VirtualFunctionMaker(_host.Path).MakeAsync(s_function, 2, CancellationToken.None)),
            Throws.InstanceOf<VirtualFunctionException>()
                .With.Message.EqualTo($"{path} refuses 0: ENOSPC, the device has no resources left for so many"));
    }

    [TestCase(Errno.Busy, "EBUSY, the device is busy")]
    [TestCase(Errno.NoMemory, "ENOMEM, the firmware of the host left no room")]
    [TestCase(Errno.Invalid, "EINVAL, the driver does not take this number")]
    [TestCase(Errno.Io, "EIO, the device does not answer")]
    [TestCase(Errno.ReadOnly, "EROFS, /sys is mounted read-only here")]
    [TestCase(110, "errno 110, Connection timed out")]
    public void Kernels_numbers_become_words(int number, string words) =>
        Assert.That(SriovRefusal.Words(new IOException("said", number)), Does.StartWith(words));

    [Test]
    public void Missing_driver_becomes_words() =>
        Assert.That(SriovRefusal.Words(new FileNotFoundException("said")), Does.StartWith("ENOENT, no driver is bound"));

    [Test]
    public void Denial_becomes_words() =>
        Assert.That(
            SriovRefusal.Words(new UnauthorizedAccessException("said", new IOException("said", Errno.Perm))),
            Is.EqualTo("EPERM, this is for root alone"));

    [Test]
    public void Driver_that_made_fewer_is_told_of() => Assert.That(
        () => MakeAsync(6, write: (path, _) => File.WriteAllText(path, "5")),
        Throws.InstanceOf<VirtualFunctionException>().With.Message.Contains("was to have 6 virtual functions, but its driver made 5"));

    [Test]
    public void Waiting_for_a_write_that_hangs_ends_with_the_callers_patience()
    {
        using CancellationTokenSource patience = new();
        using ManualResetEventSlim hang = new();

        Assert.That(
            () => MakeAsync(6, cancel: patience.Token, write: (_, _) =>
            {
                patience.Cancel();
                hang.Wait();
            }),
            Throws.InstanceOf<OperationCanceledException>().With.Message.Contains("cannot be interrupted"));
        hang.Set();
    }

    [Test]
    public async Task Change_waits_for_the_one_before_it_that_nobody_waits_for_any_more()
    {
        using CancellationTokenSource patience = new();
        using ManualResetEventSlim hang = new();
        VirtualFunctionMaker maker = new(_host.Path, (path, text) =>
        {
            if (!patience.IsCancellationRequested)
            {
                patience.Cancel();
                hang.Wait();
            }

            Record(path, text);
        });
        Assert.That(() => maker.MakeAsync(s_function, 6, patience.Token), Throws.InstanceOf<OperationCanceledException>());

        Task second = maker.MakeAsync(s_function, 2, CancellationToken.None);
        Assert.That(second.IsCompleted, Is.False);
        hang.Set();
        await Eventually.Completes(second);

        // The first change ends with the write that it hung in.
        Assert.That(_written, Is.EqualTo(["sriov_drivers_autoprobe 0", "sriov_drivers_autoprobe 0", "sriov_numvfs 0", "sriov_numvfs 2"]));
    }

    private Task MakeAsync(int count, PciAddress? function = null, Action<string, string>? write = null, CancellationToken cancel = default) =>
        Eventually.Completes(new VirtualFunctionMaker(_host.Path, write ?? Record).MakeAsync(function ?? s_function, count, cancel));

    private void Record(string path, string text)
    {
        _written.Add($"{Path.GetFileName(path)} {text}");
        File.WriteAllText(path, text);
    }
}
