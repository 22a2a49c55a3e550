using LustreOperator.Libvirt.Events;

namespace LustreOperator.Libvirt.Tests.Events;

[TestFixture]
public class EventQueueTests
{
    private static readonly NodeDeviceChanged s_event = new("pci_0000_41_00_0");

    [Test]
    public void A_full_queue_ends_in_a_mark_and_takes_events_again_when_read()
    {
        EventQueue queue = new(4);
        for (int i = 0; i < 10; i++)
        {
            queue.Post(s_event);
        }

        Assert.That(ReadAll(queue), Is.EqualTo((HypervisorEvent[])[s_event, s_event, s_event, new EventsLost()]));
        queue.Post(s_event);
        Assert.That(ReadAll(queue), Is.EqualTo((HypervisorEvent[])[s_event]));
    }

    /// <summary>However reading and writing interleave, whatever was dropped is followed by a mark.</summary>
    [FsCheck.NUnit.Property]
    public bool After_every_dropped_event_comes_a_mark(bool[] steps)
    {
        EventQueue queue = new(4);
        List<HypervisorEvent> read = [];
        int posted = 0;
        foreach (bool post in steps)
        {
            if (post)
            {
                queue.Post(new NodeDeviceChanged($"{posted++}"));
            }
            else if (queue.Reader.TryRead(out HypervisorEvent? next))
            {
                read.Add(next);
            }
        }

        read.AddRange(ReadAll(queue));
        int expected = 0;
        bool marked = false;
        foreach (HypervisorEvent happened in read)
        {
            if (happened is NodeDeviceChanged { Name: { } name })
            {
                if (int.Parse(name) != expected && !marked)
                {
                    return false;
                }

                expected = int.Parse(name) + 1;
            }

            marked = happened is EventsLost;
        }

        return marked || expected == posted;
    }

    private static List<HypervisorEvent> ReadAll(EventQueue queue)
    {
        List<HypervisorEvent> read = [];
        while (queue.Reader.TryRead(out HypervisorEvent? next))
        {
            read.Add(next);
        }

        return read;
    }
}
