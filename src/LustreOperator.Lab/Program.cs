using LustreOperator.Cli.CommandLine;
using LustreOperator.Lab;

return await LustreCommand.RunAsync(["sandbox", .. args], Shell.OfProcess(), SandboxRun.RunAsync);
