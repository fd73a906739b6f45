"""graphql-core's execution for a server that never awaits: the same algorithm, with each field looked at
once a request.

A list of 24 listings resolves the same dozen fields 24 times. What does not change between the rows (the
field's definition, its arguments, whether it is a plain attribute, how its scalar is written) is planned
at the first row. Errors, nulls and types are handled by graphql-core's own methods.

Resolvers share one `info` a field: its `path` is that of the first row, and `api.context.Info` does not
promise one.
"""

from functools import partial
from typing import Any, NamedTuple

from graphene.types.resolver import dict_or_attr_resolver
from graphql import FieldNode, GraphQLNonNull, GraphQLObjectType, GraphQLOutputType, Undefined, is_leaf_type
from graphql.error import located_error
from graphql.execution import ExecutionContext
from graphql.execution.execute import get_field_def
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path


class Plan(NamedTuple):
    """How one field of one selection is answered for every row.

    `attribute` is read from the source where there is no resolver of ours; `serialize` writes a scalar or
    enum.
    """

    type: GraphQLOutputType
    resolve: Any
    arguments: dict[str, Any]
    info: Any
    attribute: str
    serialize: Any


class SynchronousExecution(ExecutionContext):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, int], Plan | None] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        results: dict[str, Any] = {}
        for name, nodes in fields.items():
            result = self.execute_field(parent_type, source_value, nodes, Path(path, name, parent_type.name))
            if result is not Undefined:
                results[name] = result
        return results

    def execute_field(
        self, parent_type: GraphQLObjectType, source: Any, field_nodes: list[FieldNode], path: Path
    ) -> Any:
        key = parent_type.name, id(field_nodes[0])
        try:
            plan = self._plans[key] if key in self._plans else self._plan(key, parent_type, field_nodes, path)
            if plan is None:
                return Undefined
            return self._complete(plan, _resolve(plan, source), field_nodes, path)
        except Exception as raw_error:  # noqa: BLE001 whatever it is becomes a located error
            error = located_error(raw_error, field_nodes, path.as_list())
            definition = get_field_def(self.schema, parent_type, field_nodes[0])
            assert definition is not None
            self.handle_field_error(error, definition.type, path)
            return None

    def _complete(self, plan: Plan, result: Any, field_nodes: list[FieldNode], path: Path) -> Any:
        if plan.serialize is None or result is None or isinstance(result, Exception):
            return self.complete_value(plan.type, field_nodes, plan.info, path, result)
        written = plan.serialize(result)
        if written is None or written is Undefined:
            return self.complete_value(plan.type, field_nodes, plan.info, path, result)
        return written

    def _plan(
        self, key: tuple[str, int], parent_type: GraphQLObjectType, field_nodes: list[FieldNode], path: Path
    ) -> Plan | None:
        definition = get_field_def(self.schema, parent_type, field_nodes[0])
        plan = None
        if definition is not None:
            resolve: Any = definition.resolve or self.field_resolver
            plain = isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver
            inner = (
                definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
            )
            plan = Plan(
                type=definition.type,
                resolve=resolve,
                arguments=get_argument_values(definition, field_nodes[0], self.variable_values),
                info=self.build_resolve_info(definition, field_nodes, parent_type, path),
                attribute=resolve.args[0] if plain and resolve.args[1] is None else "",
                serialize=getattr(inner, "serialize", None) if is_leaf_type(inner) else None,
            )
        self._plans[key] = plan
        return plan

    def complete_list_value(
        self, return_type: Any, field_nodes: list[FieldNode], info: Any, path: Path, result: Any
    ) -> list[Any]:
        if not isinstance(result, list | tuple):
            result = list(result)
        item_type, completed = return_type.of_type, []
        for index, item in enumerate(result):
            item_path = path.add_key(index, None)
            try:
                completed.append(self.complete_value(item_type, field_nodes, info, item_path, item))
            except Exception as raw_error:  # noqa: BLE001
                error = located_error(raw_error, field_nodes, item_path.as_list())
                self.handle_field_error(error, item_type, item_path)
                completed.append(None)
        return completed


def _resolve(plan: Plan, source: Any) -> Any:
    if plan.attribute:
        return (
            source.get(plan.attribute) if isinstance(source, dict) else getattr(source, plan.attribute, None)
        )
    return plan.resolve(source, plan.info, **plan.arguments)
