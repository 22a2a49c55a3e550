using LustreOperator.Benchmarks;

return await BenchmarkCommand.Create().Parse(args).InvokeAsync();
