"""What a query selects below a field, for a resolver that can get it all in one call."""

from graphql import GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import collect_sub_fields

from api.context import Info


def selected_below(info: Info, *path: str) -> frozenset[str]:
    """Names of the selected fields, or of those below the fields of `path`; through fragments, and as @skip
    and @include say.
    """
    inner, nodes = get_named_type(info.return_type), info.field_nodes
    for step in (*path, None):
        assert isinstance(inner, GraphQLObjectType)
        found = collect_sub_fields(info.schema, info.fragments, info.variable_values, inner, nodes)
        if step is None:
            return frozenset(group[0].name.value for group in found.values())
        nodes = [node for group in found.values() for node in group if node.name.value == step]
        if not nodes:
            break
        inner = get_named_type(inner.fields[step].type)
    return frozenset()
