using Microsoft.Extensions.Options;

namespace LustreOperator.Agent;

[OptionsValidator]
internal sealed partial class AgentOptionsValidator : IValidateOptions<AgentOptions>;
