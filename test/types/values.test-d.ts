import type { Securable, SecurableName } from "../../src/domain/access.ts";
import type { Json, NonEmptyArray } from "../../src/domain/brand.ts";
import { GatehouseError } from "../../src/domain/gatehouse-error.ts";
import type { SignalId } from "../../src/domain/observation.ts";
import type { Actor, PrincipalId } from "../../src/domain/principal.ts";
import {
  type DurationMs,
  durationMs,
  type EpochMs,
  epochMs,
  type FindingsPerDay,
  type PValue,
  pValue,
  type Unit,
} from "../../src/domain/units.ts";
import { type Sql, sql } from "../../src/sql/sql.ts";

declare const moment: EpochMs;
declare const length: DurationMs;
declare const name: SecurableName;
declare function take<Value>(value: Value): void;
declare function between(from: EpochMs, lengthMs: DurationMs): void;

take<PValue>(pValue(0.05));
between(epochMs(0), durationMs(1));
take<NonEmptyArray<number>>([1]);

// @ts-expect-error a bare number is not a p-value
take<PValue>(0.05);

// @ts-expect-error a bare number is not an alarm budget
take<FindingsPerDay>(3);

// @ts-expect-error a bare number is not a moment
take<EpochMs>(1_700_000_000_000);

// @ts-expect-error a moment is not a length of time
take<DurationMs>(moment);

// @ts-expect-error a length of time is not a moment
take<EpochMs>(length);

// @ts-expect-error a moment and a length of time cannot be swapped
between(length, moment);

// @ts-expect-error the sum of two brands is a bare number until it is checked
take<EpochMs>(moment + length);

// @ts-expect-error an empty list where one item is needed
take<NonEmptyArray<number>>([]);

// @ts-expect-error a list that may be empty where one item is needed
take<NonEmptyArray<number>>([] as number[]);

// @ts-expect-error a text is not the name of a securable until its case was folded
take<SecurableName>("main.sales.orders");

// @ts-expect-error a text is not a securable name inside a securable either
take<Securable>({ kind: "table", name: "main.sales.orders" });

// @ts-expect-error a text is not a principal
take<PrincipalId>("ana@example.com");

// @ts-expect-error the name of a securable is not a principal
take<PrincipalId>(name);

// @ts-expect-error a text is not the id of a signal
take<SignalId>("audit.actions_per_principal");

// @ts-expect-error a unit that no signal has
take<Unit>("seconds");

// @ts-expect-error a policy that acts has a name
take<Actor>({ kind: "policy" });

// @ts-expect-error a date is no JSON
take<Json>({ at: new Date(0) });

// @ts-expect-error undefined is no JSON
take<Json>({ at: undefined });

// @ts-expect-error a code that is not in the table of errors
take(new GatehouseError("STORE_LOST", { message: "gone" }));

// @ts-expect-error text that was put together is not SQL
take<Sql>(`SELECT ${name}`);

// @ts-expect-error a list cannot be bound as one value
take(sql`SELECT ${["a", "b"]}`);
