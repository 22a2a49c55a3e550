namespace LustreOperator.Api;

public enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
}
