using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LustreOperator.Hosting.Tests;

/// <summary>How a program ends, as whoever started it sees it.</summary>
public sealed class HostProcessTests
{
    private StringWriter _errors = null!;

    [SetUp]
    public void Make() => _errors = new StringWriter();

    [TearDown]
    public void Remove() => _errors.Dispose();

    [Test]
    public async Task Program_that_is_asked_to_stop_ends_well_and_says_nothing()
    {
        using CancellationTokenSource stop = new();
        Task<int> run = HostProcess.RunAsync(() => With(_ => stop.CancelAsync()), _errors, stop.Token);

        Assert.That(await TestKit.Eventually.Completes(run), Is.EqualTo(HostProcess.Success));
        Assert.That(_errors.ToString(), Is.Empty);
    }

    [Test]
    public async Task Program_whose_loop_fails_ends_with_its_words()
    {
        Task<int> run = HostProcess.RunAsync(() => With(_ => throw new InvalidOperationException("the lease is lost")), _errors, CancellationToken.None);

        Assert.That(await TestKit.Eventually.Completes(run), Is.EqualTo(HostProcess.Failed));
        Assert.That(_errors.ToString(), Does.StartWith("error: the lease is lost"));
    }

    [Test]
    public async Task Program_whose_loop_is_cancelled_though_nobody_asked_has_failed()
    {
        Task<int> run = HostProcess.RunAsync(() => With(_ => throw new TaskCanceledException("the connection took too long")), _errors, CancellationToken.None);

        Assert.That(await TestKit.Eventually.Completes(run), Is.EqualTo(HostProcess.Failed));
        Assert.That(_errors.ToString(), Does.StartWith("error: a loop was cancelled and nobody asked for it: the connection took too long"));
    }

    [Test]
    public async Task Program_that_is_told_nonsense_does_not_start()
    {
        int code = await HostProcess.RunAsync(() => throw new OptionsValidationException("x", typeof(object), ["--host is missing"]), _errors, CancellationToken.None);

        Assert.That(code, Is.EqualTo(HostProcess.BadConfiguration));
        Assert.That(_errors.ToString(), Does.StartWith("error: --host is missing"));
    }

    private static IHost With(Func<CancellationToken, Task> loop)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IHostedService>(new Loop(loop));
        return builder.Build();
    }

    private sealed class Loop(Func<CancellationToken, Task> run) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            await run(stoppingToken);
        }
    }
}
