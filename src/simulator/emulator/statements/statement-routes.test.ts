import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, ANA, BEN } from "../../../../test/emulator/open-small-account.ts";
import {
  object,
  openStatementEmulator,
  type StatementEmulator,
  seen,
} from "../../../../test/emulator/statement-client.ts";
import { objectsField } from "../body-fields.ts";
import type { JsonObject } from "../json.ts";

const STATEMENTS = "/api/2.0/sql/statements";
const SESSIONS = "/api/2.0/sql/sessions";
/** Runs until it is stopped. */
const ENDLESS =
  "SELECT count(*) FROM range(3000000) AS a CROSS JOIN range(3000000) AS b WHERE (a.id * b.id) % 7 = 3";
const EXTERNAL = { disposition: "EXTERNAL_LINKS" } as const;
const HYBRID = { disposition: "INLINE_OR_EXTERNAL_LINKS" } as const;

describe("Statement Execution", () => {
  let emulator: StatementEmulator;
  beforeAll(async () => {
    emulator = await openStatementEmulator();
  });
  afterAll(() => emulator.simulation.close());

  const manifest = (body: JsonObject) => object(body["manifest"]);
  const links = (body: JsonObject) => objectsField(object(body["result"]), "external_links");

  async function fetchLink(link: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return emulator.app.request(new URL(String(link)).pathname, { headers });
  }

  async function bytesOf(link: JsonObject | undefined): Promise<Uint8Array> {
    return new Uint8Array(await (await fetchLink(link?.["external_link"])).arrayBuffer());
  }

  /** Asks until the statement has ended. */
  async function ended(who: string, id: string) {
    for (;;) {
      const answer = seen((await emulator.call(who, `GET ${STATEMENTS}/${id}`)).body);
      if (answer.state !== "RUNNING" && answer.state !== "PENDING") return answer;
      // The database answers between two turns of the loop of events.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  describe("answers", () => {
    it("values are texts or null, whatever their type, and the manifest tells the types", async () => {
      const { rows, body } = await emulator.sql(
        ANA,
        `SELECT true AS b, CAST(1 AS TINYINT) AS t, 2 AS i, CAST(3 AS BIGINT) AS l, CAST(1.5 AS DOUBLE) AS d,
         CAST(2.50 AS DECIMAL(10,2)) AS n, 'x' AS s, CAST('ab' AS BINARY) AS y, DATE '2026-01-02' AS a,
         TIMESTAMP '2026-01-02 03:04:05.678' AS z, CAST('2026-01-02 03:04:05' AS TIMESTAMP_NTZ) AS z2,
         array(1, 2) AS r, named_struct('p', 1) AS u, map('k', 2) AS m, CAST(NULL AS STRING) AS v`,
      );
      expect(rows).toEqual([
        [
          ..."true 1 2 3 1.5 2.50 x YWI= 2026-01-02 2026-01-02T03:04:05.678Z 2026-01-02T03:04:05.000".split(
            " ",
          ),
          "[1,2]",
          '{"p":1}',
          '{"k":2}',
          null,
        ],
      ]);
      const columns = objectsField(object(manifest(body)["schema"]), "columns");
      expect(columns.map(({ type_name: type }) => type)).toEqual(
        "BOOLEAN BYTE INT LONG DOUBLE DECIMAL STRING BINARY DATE TIMESTAMP TIMESTAMP_NTZ ARRAY STRUCT MAP STRING".split(
          " ",
        ),
      );
      expect(columns[5]).toMatchObject({ type_text: "DECIMAL(10,2)", type_precision: 10, type_scale: 2 });
    });

    it("a statement that fails is told inside of an answer 200, with state and code", async () => {
      const answer = await emulator.call(BEN, `POST ${STATEMENTS}`, {
        warehouse_id: "ab12",
        statement: "SELECT * FROM main.sales.paid",
        wait_timeout: "50s",
      });
      expect(answer.status).toBe(200);
      expect(object(answer.body["status"])).toMatchObject({
        state: "FAILED",
        sql_state: "42501",
        error: { error_code: "BAD_REQUEST" },
      });
    });

    it.each([
      [{ wait_timeout: "3s" }, "wait_timeout"],
      [{ wait_timeout: "51s" }, "wait_timeout"],
      [{ format: "CSV" }, "INLINE"],
      [{ format: "XML" }, "format"],
      [{ disposition: "NOWHERE" }, "disposition"],
      [{ row_limit: 0 }, "row_limit"],
      [{ on_wait_timeout: "MAYBE" }, "on_wait_timeout"],
      [{ statement: "" }, "statement"],
    ])("a request with %j is refused as one", async (fields, word) => {
      const answer = await emulator.call(ANA, `POST ${STATEMENTS}`, {
        warehouse_id: "ab12",
        statement: "SELECT 1",
        ...fields,
      });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain(word);
    });

    it("parameters are named or stand by their place, and are typed", async () => {
      const named = await emulator.sql(ANA, "SELECT :a + 1, :b, :c", {
        parameters: [
          { name: "a", value: "41", type: "INT" },
          { name: "b", value: "it's" },
          { name: "c", type: "DATE" },
        ],
      });
      expect(named.rows).toEqual([["42", "it's", null]]);
      const placed = await emulator.sql(ANA, "SELECT ?, ?", {
        parameters: [
          { ordinal: 2, value: "second" },
          { ordinal: 1, value: "1.50", type: "DECIMAL(5,2)" },
        ],
      });
      expect(placed.rows).toEqual([["1.50", "second"]]);
      expect((await emulator.sql(ANA, "SELECT :missing")).state).toBe("FAILED");
    });

    it("limits of rows and bytes cut a result and say so", async () => {
      const rows = await emulator.sql(ANA, "SELECT id FROM range(10) ORDER BY id", { row_limit: 4 });
      expect(rows.rows.flat()).toEqual(["0", "1", "2", "3"]);
      expect(manifest(rows.body)).toMatchObject({ truncated: true, total_row_count: 4 });
      const bytes = await emulator.sql(ANA, "SELECT id FROM range(10) ORDER BY id", { byte_limit: 3 });
      expect(bytes.rows.flat()).toEqual(["0", "1", "2"]);
      expect(manifest(bytes.body)["truncated"]).toBe(true);
      const whole = await emulator.sql(ANA, "SELECT id FROM range(10)", { row_limit: 10 });
      expect(manifest(whole.body)["truncated"]).toBe(false);
    });
  });

  describe("results behind links", () => {
    it("each format comes as it was asked for", async () => {
      const text =
        "SELECT id, concat('a,', CAST(id AS STRING)) AS name, CAST(NULL AS INT) AS none FROM range(2) ORDER BY id";
      const csv = await emulator.sql(ANA, text, { ...EXTERNAL, format: "CSV" });
      expect(new TextDecoder().decode(await bytesOf(links(csv.body)[0]))).toBe(
        'id,name,none\r\n0,"a,0",\r\n1,"a,1",\r\n',
      );
      const json = await emulator.sql(ANA, text, { ...EXTERNAL, format: "JSON_ARRAY" });
      expect(JSON.parse(new TextDecoder().decode(await bytesOf(links(json.body)[0])))).toEqual([
        ["0", "a,0", null],
        ["1", "a,1", null],
      ]);
      const arrow = await emulator.sql(ANA, text, { ...EXTERNAL, format: "ARROW_STREAM" });
      const table = tableFromIPC(await bytesOf(links(arrow.body)[0]));
      expect(table.toArray().map((row) => row.toJSON())).toEqual([
        { id: 0n, name: "a,0", none: null },
        { id: 1n, name: "a,1", none: null },
      ]);
    });

    it("small results of the hybrid disposition come inline in JSON, large ones behind links", async () => {
      const small = await emulator.sql(ANA, "SELECT id FROM range(3)", HYBRID);
      expect(small.rows).toHaveLength(3);
      const large = await emulator.sql(ANA, "SELECT id FROM range(6000)", HYBRID);
      expect(links(large.body)).toHaveLength(1);
    });

    it("chunks follow each other without gap or overlap", async () => {
      const first = await emulator.sql(ANA, "SELECT id FROM range(120000) ORDER BY id", {
        ...EXTERNAL,
        format: "ARROW_STREAM",
      });
      expect(manifest(first.body)).toMatchObject({ total_chunk_count: 3, total_row_count: 120_000 });
      let next = 0;
      let answer: JsonObject | undefined = links(first.body)[0];
      while (answer !== undefined) {
        expect(answer["row_offset"]).toBe(next);
        const column = tableFromIPC(await bytesOf(answer)).getChildAt(0);
        expect([column?.get(0), column?.length]).toEqual([BigInt(next), answer["row_count"]]);
        next += Number(answer["row_count"]);
        const link = answer["next_chunk_internal_link"];
        answer =
          link === undefined
            ? undefined
            : objectsField((await emulator.call(ANA, `GET ${String(link)}`)).body, "external_links")[0];
      }
      expect(next).toBe(120_000);
    });

    it("a link needs no token, refuses one, and expires", async () => {
      const { body, id } = await emulator.sql(ANA, "SELECT 1 AS one", { ...EXTERNAL, format: "CSV" });
      const link = links(body)[0]?.["external_link"];
      expect((await fetchLink(link)).status).toBe(200);
      expect((await fetchLink(link, { authorization: "Bearer x" })).status).toBe(400);
      expect((await fetchLink(`${String(link)}0`)).status).toBe(403);
      emulator.wall.nowMs += 15 * 60_000 + 1;
      expect((await fetchLink(link)).status).toBe(403);
      const again = await emulator.call(ANA, `GET ${STATEMENTS}/${id}/result/chunks/0`);
      expect((await fetchLink(objectsField(again.body, "external_links")[0]?.["external_link"])).status).toBe(
        200,
      );
    });

    it("a result of more than 25 MiB does not fit inline", async () => {
      const text = "SELECT repeat('x', 1048576) AS x FROM range(26)";
      const inline = await emulator.sql(ANA, text);
      expect([inline.state, inline.message.includes("EXTERNAL_LINKS")]).toEqual(["FAILED", true]);
    });
  });

  describe("a statement that runs", () => {
    it("is told as running, and canceled when it is asked for", async () => {
      const sent = await emulator.sql(ANA, ENDLESS, { wait_timeout: "0s" });
      expect(["PENDING", "RUNNING"]).toContain(sent.state);
      expect((await emulator.call(ANA, `POST ${STATEMENTS}/${sent.id}/cancel`)).status).toBe(200);
      expect((await ended(ANA, sent.id)).state).toBe("CANCELED");
      expect((await emulator.call(ANA, `GET ${STATEMENTS}/${sent.id}/result/chunks/0`)).status).toBe(400);
    });

    it("does not stop others", async () => {
      const sent = await emulator.sql(ANA, ENDLESS, { wait_timeout: "0s" });
      expect((await emulator.sql(BEN, "SELECT 1")).rows).toEqual([["1"]]);
      await emulator.call(ANA, `DELETE ${STATEMENTS}/${sent.id}`);
      expect((await ended(ANA, sent.id)).state).toBe("CLOSED");
    });

    it("is canceled when the server is closed", async () => {
      const sent = await emulator.sql(ANA, ENDLESS, { wait_timeout: "0s" });
      await emulator.finish();
      expect((await ended(ANA, sent.id)).state).toBe("CANCELED");
    });

    it("is of its sender alone", async () => {
      const { id } = await emulator.sql(ANA, "SELECT 1");
      for (const request of [
        `GET ${STATEMENTS}/${id}`,
        `POST ${STATEMENTS}/${id}/cancel`,
        `DELETE ${STATEMENTS}/${id}`,
      ])
        expect((await emulator.call(ADMIN, request)).status).toBe(404);
      expect((await emulator.call(ANA, `GET ${STATEMENTS}/${id}`)).status).toBe(200);
      expect((await emulator.call(ANA, `GET ${STATEMENTS}/${id}/result/chunks/1`)).status).toBe(400);
    });

    it("is forgotten an hour after its end", async () => {
      const { id } = await emulator.sql(ANA, "SELECT 1");
      emulator.wall.nowMs += 61 * 60_000;
      await emulator.sql(ANA, "SELECT 2");
      expect((await emulator.call(ANA, `GET ${STATEMENTS}/${id}`)).status).toBe(404);
    });

    it("a warehouse that is not there, or not for the caller, runs nothing", async () => {
      const send = (who: string, warehouse: string) =>
        emulator.call(who, `POST ${STATEMENTS}`, { warehouse_id: warehouse, statement: "SELECT 1" });
      expect((await send(ANA, "nothing")).status).toBe(404);
      emulator.simulation.account.objectAcls.get("warehouses/ab12")?.direct.delete(emulator.ids.ben);
      emulator.simulation.account.revision += 1;
      expect((await send(BEN, "ab12")).status).toBe(403);
      emulator.simulation.account.objectAcls.get("warehouses/ab12")?.direct.set(emulator.ids.ben, "CAN_USE");
      emulator.simulation.account.revision += 1;
    });
  });

  describe("sessions", () => {
    const open = async (who: string, fields: JsonObject = {}) =>
      String(
        (await emulator.call(who, `POST ${SESSIONS}`, { warehouse_id: "ab12", ...fields })).body[
          "session_id"
        ],
      );

    it("keep their own catalog and schema, which USE moves", async () => {
      const [first, second] = [await open(ANA, { catalog: "main", schema: "lab" }), await open(ANA)];
      const place = async (session: string) =>
        (await emulator.sql(ANA, "SELECT current_catalog(), current_schema()", { session_id: session }))
          .rows[0];
      expect(await place(first)).toEqual(["main", "lab"]);
      await emulator.sql(ANA, "USE SCHEMA sales", { session_id: first });
      expect([await place(first), await place(second)]).toEqual([
        ["main", "sales"],
        ["main", "default"],
      ]);
      expect((await emulator.sql(ANA, "SELECT count(*) FROM paid", { session_id: first })).rows).toEqual([
        ["3"],
      ]);
      await emulator.sql(ANA, "SET CATALOG main", { session_id: first });
      expect(await place(first)).toEqual(["main", "default"]);
      const refused = await emulator.sql(ANA, "USE SCHEMA hidden", { session_id: first });
      expect([refused.state, await place(first)]).toEqual(["FAILED", ["main", "default"]]);
    });

    it("are of who opened them, until they are closed", async () => {
      const session = await open(ANA);
      const send = (who: string) =>
        emulator.call(who, `POST ${STATEMENTS}`, {
          warehouse_id: "ab12",
          statement: "SELECT 1",
          session_id: session,
        });
      expect((await send(BEN)).status).toBe(404);
      expect((await emulator.call(BEN, `DELETE ${SESSIONS}/${session}?warehouse_id=ab12`)).status).toBe(404);
      expect((await emulator.call(ANA, `DELETE ${SESSIONS}/${session}?warehouse_id=ab12`)).status).toBe(200);
      expect((await send(ANA)).status).toBe(404);
    });
  });
});
