using System.Text.Json;
using LustreOperator.TestKit;
using LustreOperator.Views.Topology;

namespace LustreOperator.Views.Tests.Topology;

internal sealed class TopologyJsonTests
{
    [Test]
    public void Model_of_a_whole_cluster_is_written_for_programs() =>
        Golden.Match(JsonSerializer.Serialize(Fixtures.Nhop().Model, TopologyJson.Default.TopologyModel) + "\n", "Golden/nhop.json");
}
