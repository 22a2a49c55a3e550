using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests.Passthrough;

internal sealed class FunctionGateTests
{
    [Test]
    public async Task Starts_go_on_side_by_side_and_hold_off_a_change_of_virtual_functions()
    {
        using var gate = new FunctionGate();
        IDisposable first = await gate.EnterAsync(CancellationToken.None);
        IDisposable second = await gate.EnterAsync(CancellationToken.None);
        Task<IDisposable> closing = gate.CloseAsync(CancellationToken.None);
        first.Dispose();
        bool closedTooSoon = closing.IsCompleted;
        second.Dispose();
        using IDisposable closed = await Eventually.Completes(closing);
        Assert.That((closedTooSoon, gate.EnterAsync(CancellationToken.None).IsCompleted), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task Change_that_gives_up_waiting_leaves_the_gate_open()
    {
        using var gate = new FunctionGate();
        using IDisposable start = await gate.EnterAsync(CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        Task<IDisposable> closing = gate.CloseAsync(cancel.Token);
        await cancel.CancelAsync();

        Assert.That(async () => await closing, Throws.InstanceOf<OperationCanceledException>());
        using IDisposable next = await Eventually.Completes(gate.EnterAsync(CancellationToken.None));
        Assert.That(next, Is.Not.Null);
    }
}
