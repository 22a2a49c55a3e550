using Microsoft.Extensions.Options;

namespace LustreOperator.Controller;

[OptionsValidator]
internal sealed partial class OperatorOptionsValidator : IValidateOptions<OperatorOptions>;
