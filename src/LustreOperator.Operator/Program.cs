using LustreOperator.Hosting;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;

return await OperatorCommand.Create(
    (options, format, level, cancel) => HostProcess.RunAsync(
        () => OperatorHost.Build(options, logging => logging.AddProcessLogging(format, level)).WithoutSystemAuthorities(), Console.Error, cancel),
    (options, cancel) => OperatorHost.CheckAsync(options, Console.Out, Console.Error, cancel),
    Environment.GetEnvironmentVariable).Parse(args).InvokeAsync();
