using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

/// <summary>The agent's rounds without its process: observe, plan, act.</summary>
internal sealed class AgentRounds
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly MachineSurvey _survey;
    private readonly MachineHands _hands;

    public AgentRounds(IHypervisor hypervisor)
    {
        var facts = new CapabilitiesCache(hypervisor);
        Inventory = new InventoryCache(hypervisor, facts, files: null, TimeProvider.System);
        var tools = new MachineTools(
            hypervisor, facts, Inventory, new FunctionGate(), new PowerHistory(TimeProvider.System),
            () => Host, () => Machines, TimeProvider.System);
        _hands = new MachineHands(tools);
        _survey = new MachineSurvey(new MachineObserver(tools, _hands));
    }

    public InventoryCache Inventory { get; }

    /// <summary>What the admin says of the host; null: nothing, and nothing is checked against it.</summary>
    public KvmHostSpec? Spec { get; set; }

    /// <summary>The machines of the host, as the agent sees them.</summary>
    public IReadOnlyList<LustreMachine> Machines { get; set; } = [];

    private KvmHost? Host => Spec is null ? null : new KvmHost { Spec = Spec };

    public async Task<MachineObservation> Observe(LustreMachine machine) => (await _survey.PlanAsync(machine, CancellationToken.None)).Look.Observed;

    public Task Execute(MachineAction action, LustreMachine machine) => _hands.ExecuteAsync(action, machine.Metadata.Uid!, CancellationToken.None);

    /// <summary>Why the next step that libvirt refuses cannot be done, as the agent explains it.</summary>
    public async Task<MachineFault> Explain(LustreMachine machine, MachinePlan plan)
    {
        foreach (MachineAction action in plan.Actions)
        {
            try
            {
                await Execute(action, machine);
            }
            catch (LibvirtException fault)
            {
                HostInventory host = await Inventory.ReadAsync(CancellationToken.None);
                return FaultReader.Read(action, fault, plan.Look with { Observed = plan.Look.Observed with { Host = host } });
            }
        }

        return plan.GoesOn ? await Explain(machine, await Plan(machine)) : throw new AssertionException("libvirt refused nothing");
    }

    public Task<MachinePlan> Plan(LustreMachine machine) => _survey.PlanAsync(machine, CancellationToken.None);

    /// <summary>
    /// Goes round as the agent does, its status and its faults included, until nothing is left to do but to wait, and says what is then: the machine with its
    /// status, what was seen last, and what is planned.
    /// </summary>
    public async Task<(LustreMachine Machine, MachineObservation Observed, MachinePlan Plan)> Serve(LustreMachine machine)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (true)
        {
            MachinePlan plan = await _survey.PlanAsync(machine, deadline.Token);
            foreach (MachineAction action in plan.Actions)
            {
                await _hands.ExecuteAsync(action, machine.Metadata.Uid!, deadline.Token);
            }

            MachineObservation after = await Observe(machine);
            machine = machine with { Status = Given.Status(after) };
            if (plan is { Actions.Count: 0, GoesOn: false } && plan.LookAgainAfter != TimeSpan.Zero)
            {
                return (machine, after, plan);
            }
        }
    }

    /// <summary>Serves it until it is as awaited.</summary>
    public async Task<LustreMachine> ServeUntil(LustreMachine machine, Func<MachineObservation, bool> isAwaited)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (true)
        {
            (machine, MachineObservation observed, MachinePlan plan) = await Serve(machine);
            if (isAwaited(observed))
            {
                return machine;
            }

            await Task.Delay(plan.LookAgainAfter ?? TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        }
    }

    /// <summary>Goes round until nothing is left to do, and says what is then.</summary>
    public async Task<MachineObservation> Converge(LustreMachine machine)
    {
        using var deadline = MachineTime.Limit(s_patience);
        while (true)
        {
            MachinePlan plan = await _survey.PlanAsync(machine, deadline.Token);
            Assert.That(plan.Fault, Is.Null);
            if (plan.Actions.Count == 0 && plan.LookAgainAfter is null)
            {
                return plan.Look.Observed;
            }

            foreach (MachineAction action in plan.Actions)
            {
                await _hands.ExecuteAsync(action, machine.Metadata.Uid!, deadline.Token);
            }
        }
    }
}
