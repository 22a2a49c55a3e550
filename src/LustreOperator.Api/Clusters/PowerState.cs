namespace LustreOperator.Api;

/// <summary>Off comes first: what nobody said to run does not.</summary>
public enum PowerState
{
    Off,
    Running,
}
