import type { TableColumn } from "../account/account.ts";
import type { ColumnDefinition } from "../databricks-sql/statement.ts";
import { refuse } from "./refuse.ts";
import { useOf } from "./securable-content.ts";
import type { ResultColumn } from "./statement-runner.ts";
import type { StatementWork } from "./statement-work.ts";

/** A column as a statement defines it. @throws a refusal for a type that tables do not keep here. */
export function tableColumn(work: StatementWork, column: ColumnDefinition): TableColumn {
  const name = column.name.toLowerCase();
  return {
    name,
    type: keptType(column.type.toLowerCase()),
    isNullable: column.isNullable,
    comment: column.comment,
    tags: new Map(),
    mask:
      column.mask === null
        ? null
        : useOf(work, column.mask.functionName, [name, ...column.mask.usingColumns]),
  };
}

/** Columns of a table or view that is made from a query. @throws a refusal for two columns of one name. */
export function viewColumns(columns: readonly ResultColumn[]): readonly TableColumn[] {
  const seen = new Set<string>();
  return columns.map(({ name, typeText }) => {
    const lower = name.toLowerCase();
    if (seen.has(lower))
      refuse(
        "COLUMN_ALREADY_EXISTS",
        `The column \`${lower}\` already exists. Choose another name.`,
        "42711",
      );
    seen.add(lower);
    return {
      name: lower,
      type: keptType(typeText.toLowerCase().replaceAll(/([,:]) /g, "$1")),
      isNullable: true,
      comment: null,
      tags: new Map(),
      mask: null,
    };
  });
}

function keptType(type: string): string {
  const word = /timestamp_ntz|interval|void/.exec(type)?.[0];
  return word === undefined
    ? type
    : refuse(
        "UNSUPPORTED_DATATYPE",
        `Columns of type ${word.toUpperCase()} are not supported here.`,
        "0A000",
      );
}
