using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.Simulation;

namespace LustreOperator.Agent.Tests;

/// <summary>What is asked of libvirt before a plan is made.</summary>
internal sealed class MachineSurveyTests
{
    private readonly List<string> _calls = [];
    private SimulatedHost _host = null!;
    private SimulatedHypervisor _hypervisor = null!;
    private AgentRounds _agent = null!;

    [SetUp]
    public void Start()
    {
        _host = SimulatedHost.Open("simulated:///talk-2011?host=kvm1");
        _hypervisor = _host.Connect();
        _agent = new AgentRounds(FaultyHypervisor.Over(_hypervisor, (name, _) =>
        {
            _calls.Add(name);
            return null;
        }));
    }

    [TearDown]
    public async Task Stop()
    {
        await _hypervisor.DisposeAsync();
        _host.Dispose();
    }

    [TestCase(PowerState.Running, false)]
    [TestCase(PowerState.Off, true)]
    public async Task Jobs_are_asked_for_only_before_a_step_that_would_break_them(PowerState wanted, bool areAsked)
    {
        LustreMachine machine = Given.Machine();
        await _agent.Converge(machine);
        _calls.Clear();

        await _agent.Observe(machine with { Spec = machine.Spec with { PowerState = wanted } });

        Assert.That(_calls.Contains(nameof(IHypervisor.ListDomainJobsAsync)), Is.EqualTo(areAsked));
    }

    [Test]
    public void Job_that_is_found_changes_nothing_of_what_was_computed()
    {
        MachineLook look = MachineLook.Of(Given.Domain(Given.Machine(), DomainState.Running));

        MachineLook with = look.With(["copy of vda"], TimeSpan.FromMinutes(1));

        Assert.That(with.Needed, Is.SameAs(look.Needed));
        Assert.That(with.Volumes, Is.SameAs(look.Volumes));
        Assert.That((with.Observed.Jobs.Single(), with.Observed.SinceJobs), Is.EqualTo(("copy of vda", TimeSpan.FromMinutes(1))));
    }
}
