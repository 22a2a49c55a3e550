namespace LustreOperator.Cli.Power;

/// <summary>What a user asks of machines.</summary>
internal enum PowerVerb
{
    Start,
    Stop,
    Restart,
}
