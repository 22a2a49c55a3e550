using LustreOperator.Libvirt.Events;

namespace LustreOperator.Libvirt.Tests.Events;

[TestFixture]
public class FirstSuccessTests
{
    /// <summary>As where libvirt is installed after the agent began.</summary>
    [Test]
    public void Attempt_that_failed_is_made_again_and_one_that_succeeded_is_not()
    {
        int attempts = 0;
        FirstSuccess start = new(() =>
        {
            if (++attempts == 1)
            {
                throw new DllNotFoundException("libvirt.so.0");
            }
        });

        Assert.That(start.EnsureDone, Throws.TypeOf<DllNotFoundException>());
        Assert.That(start.EnsureDone, Throws.Nothing);
        Assert.That(start.EnsureDone, Throws.Nothing);
        Assert.That(attempts, Is.EqualTo(2));
    }
}
