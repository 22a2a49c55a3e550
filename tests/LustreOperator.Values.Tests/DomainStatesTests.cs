namespace LustreOperator.Values.Tests;

internal sealed class DomainStatesTests
{
    [TestCase(DomainState.NoState, "no state")]
    [TestCase(DomainState.Running, "running")]
    [TestCase(DomainState.Blocked, "idle")]
    [TestCase(DomainState.Paused, "paused")]
    [TestCase(DomainState.ShuttingDown, "in shutdown")]
    [TestCase(DomainState.ShutOff, "shut off")]
    [TestCase(DomainState.Crashed, "crashed")]
    [TestCase(DomainState.SuspendedByGuest, "pmsuspended")]
    public void State_has_the_word_of_virsh_and_is_read_from_it(DomainState state, string word) =>
        Assert.That((state.Text(), DomainStates.Parse(word)), Is.EqualTo((word, state)));

    [TestCase("")]
    [TestCase("Running")]
    [TestCase("shutoff")]
    [TestCase("saved")]
    public void Unknown_word_says_no_state(string word) => Assert.That(DomainStates.Parse(word), Is.EqualTo(DomainState.NoState));

    [TestCase(-1)]
    [TestCase(8)]
    [TestCase(int.MinValue)]
    [TestCase(int.MaxValue)]
    public void Number_that_libvirt_adds_says_no_state(int number) => Assert.That(((DomainState)number).Text(), Is.EqualTo("no state"));
}
