using Microsoft.Extensions.Options;

namespace LustreOperator.Operator;

[OptionsValidator]
internal sealed partial class OperatorOptionsValidator : IValidateOptions<OperatorOptions>;
