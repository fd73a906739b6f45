"""What a query selects below a field, for a resolver that can get it all in one call."""

from graphql import GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import collect_sub_fields

from api.context import Info


def selected_below(info: Info) -> frozenset[str]:
    """Names of the selected fields; through fragments, and as @skip and @include say."""
    inner = get_named_type(info.return_type)
    assert isinstance(inner, GraphQLObjectType)
    fields = collect_sub_fields(info.schema, info.fragments, info.variable_values, inner, info.field_nodes)
    return frozenset(nodes[0].name.value for nodes in fields.values())
