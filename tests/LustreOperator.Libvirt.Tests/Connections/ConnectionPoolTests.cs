using LustreOperator.Libvirt.Connections;
using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt.Tests.Connections;

[TestFixture]
public class ConnectionPoolTests
{
    private readonly List<ConnectHandle> _closed = [];
    private ConnectHandle[] _connections = [];
    private ConnectionPool _pool = null!;

    [SetUp]
    public void SetUp()
    {
        _closed.Clear();
        _connections = [new ConnectHandle(), new ConnectHandle()];
        _pool = new ConnectionPool(_connections, _closed.Add);
    }

    [Test]
    public void Calls_one_after_the_other_have_one_connection() => Assert.That(_pool.Run(first => first), Is.SameAs(_pool.Run(second => second)));

    [Test]
    public void Call_during_another_has_a_connection_of_its_own() =>
        Assert.That(_pool.Run(outer => _pool.Run(inner => ReferenceEquals(inner, outer))), Is.False);

    [Test]
    public void Failed_call_gives_its_connection_back()
    {
        Assert.That(() => _pool.Run<int>(_ => throw new InvalidOperationException()), Throws.InvalidOperationException);

        Assert.That(_pool.Run(_ => _pool.Run(_ => true)), Is.True);
    }

    [Test]
    public void Connection_in_use_when_the_pool_is_closed_is_closed_after_its_call()
    {
        int closedDuring = _pool.Run(_ =>
        {
            _pool.Close();
            return _closed.Count;
        });

        Assert.That((closedDuring, _closed.Count), Is.EqualTo((1, 2)));
    }

    [Test]
    public void Idle_connections_are_closed_with_the_pool()
    {
        _pool.Close();

        Assert.That(_closed, Is.EquivalentTo(_connections));
    }

    [Test]
    public void Closed_pool_begins_no_call()
    {
        _pool.Close();

        Assert.That(() => _pool.Run(_ => 0), Throws.InstanceOf<LibvirtException>().With.Property(nameof(LibvirtException.Kind)).EqualTo(LibvirtErrorKind.ConnectionLost));
    }
}
