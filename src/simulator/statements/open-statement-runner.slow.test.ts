import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, ANA, BEN, STEWARD } from "../../../test/emulator/open-small-account.ts";
import { openStatementEmulator, type StatementEmulator } from "../../../test/emulator/statement-client.ts";

describe("statements", () => {
  let emulator: StatementEmulator;
  beforeAll(async () => {
    emulator = await openStatementEmulator();
  });
  afterAll(() => emulator.simulation.close());

  const rows = async (who: string, text: string) => {
    const seen = await emulator.sql(who, text);
    return seen.state === "SUCCEEDED" ? seen.rows : seen.message;
  };
  const denied = async (who: string, text: string) => (await emulator.sql(who, text)).sqlState;
  const done = async (who: string, text: string) => {
    const { state, message } = await emulator.sql(who, text);
    expect({ text, state, message }).toEqual({ text, state: "SUCCEEDED", message: "" });
  };

  describe("rights", () => {
    it("who holds SELECT reads, who does not is refused, and learns no more", async () => {
      expect(await rows(ANA, "SELECT id, amount, note FROM main.sales.paid ORDER BY id")).toEqual([
        ["1", "10.50", "a"],
        ["2", "20.00", "b"],
        ["3", null, null],
      ]);
      expect(await denied(BEN, "SELECT id FROM main.sales.paid")).toBe("42501");
      expect(
        await denied(BEN, "SELECT 1 FROM (SELECT 1) AS one WHERE EXISTS (SELECT id FROM main.sales.paid)"),
      ).toBe("42501");
      expect(await denied(BEN, "WITH paid AS (SELECT * FROM main.sales.paid) SELECT 1 FROM paid")).toBe(
        "42501",
      );
    });

    it("a view reads with the rights of its owner, and names look up where the view stands", async () => {
      await done(
        ADMIN,
        "CREATE VIEW main.private.words AS SELECT word FROM main.private.secrets WHERE id < 2",
      );
      await done(ADMIN, "CREATE VIEW main.lab.words AS SELECT upper(word) AS word FROM main.private.words");
      await done(ADMIN, `GRANT SELECT ON VIEW main.lab.words TO \`${BEN}\``);
      expect(await rows(BEN, "SELECT word FROM main.lab.words ORDER BY word")).toEqual([
        ["SECRET 0"],
        ["SECRET 1"],
      ]);
      expect(await denied(BEN, "SELECT word FROM main.private.words")).toBe("42501");
    });

    it("a view whose owner lost the right shows nothing", async () => {
      await done(ANA, "CREATE TABLE main.lab.own_of_ana AS SELECT 1 AS one");
      await done(ADMIN, `GRANT SELECT ON TABLE main.private.secrets TO \`${ANA}\``);
      await done(ADMIN, `GRANT USE SCHEMA ON SCHEMA main.private TO \`${ANA}\``);
      await done(ANA, "CREATE VIEW main.lab.through_ana AS SELECT word FROM main.private.secrets");
      await done(ANA, `GRANT SELECT ON VIEW main.lab.through_ana TO \`${BEN}\``);
      expect(await rows(BEN, "SELECT count(*) FROM main.lab.through_ana")).toEqual([["4"]]);
      await done(ADMIN, `REVOKE SELECT ON TABLE main.private.secrets FROM \`${ANA}\``);
      expect(await denied(BEN, "SELECT count(*) FROM main.lab.through_ana")).toBe("42501");
      expect(await denied(ANA, "CREATE VIEW main.lab.again AS SELECT word FROM main.private.secrets")).toBe(
        "42501",
      );
    });

    it("an owner that was deactivated still stands behind its view", async () => {
      await done(STEWARD, `GRANT SELECT ON TABLE main.sales.paid TO \`${STEWARD}\``);
      await done(ADMIN, `GRANT USE SCHEMA, CREATE TABLE ON SCHEMA main.lab TO \`${STEWARD}\``);
      await done(STEWARD, "CREATE VIEW main.lab.of_steward AS SELECT count(*) AS n FROM main.sales.paid");
      await done(STEWARD, `GRANT SELECT ON VIEW main.lab.of_steward TO \`${BEN}\``);
      const { account } = emulator.simulation;
      const steward = account.principals.get(emulator.ids.steward);
      if (steward !== undefined) steward.isActive = false;
      account.revision += 1;
      expect(await rows(BEN, "SELECT n FROM main.lab.of_steward")).toEqual([["3"]]);
      if (steward !== undefined) steward.isActive = true;
      account.revision += 1;
    });

    it("a function runs with its owner's rights, for who may execute it", async () => {
      await done(
        ADMIN,
        "CREATE FUNCTION main.lab.word_of(wanted BIGINT) RETURNS STRING RETURN (SELECT max(word) FROM main.private.secrets WHERE id = wanted)",
      );
      expect(await denied(BEN, "SELECT main.lab.word_of(2)")).toBe("42501");
      await done(ADMIN, `GRANT EXECUTE ON FUNCTION main.lab.word_of TO \`${BEN}\``);
      expect(await rows(BEN, "SELECT main.lab.word_of(2), main.lab.word_of(id) FROM range(1)")).toEqual([
        ["secret 2", "secret 0"],
      ]);
      await done(ADMIN, `DROP FUNCTION main.lab.word_of`);
    });

    it("a filter and a mask show each user its part, through views too", async () => {
      emulator.simulation.account.tagPolicies.set("card", {
        key: "card",
        id: "card",
        description: null,
        values: [],
      });
      emulator.simulation.account.revision += 1;
      for (const text of [
        "CREATE TABLE main.sales.guarded AS SELECT id, concat('card ', CAST(id AS STRING)) AS card FROM range(6)",
        "CREATE FUNCTION main.private.only_even(key BIGINT) RETURNS BOOLEAN RETURN is_account_group_member('synced') OR key % 2 = 0",
        `CREATE FUNCTION main.private.cover(value STRING, sign STRING) RETURNS STRING RETURN CASE WHEN current_user() = '${ADMIN}' THEN value ELSE sign END`,
        "ALTER TABLE main.sales.guarded SET ROW FILTER main.private.only_even ON (id)",
        "CREATE POLICY covered ON SCHEMA main.sales COLUMN MASK main.private.cover TO `account users` FOR TABLES MATCH COLUMNS has_tag('card') AS c ON COLUMN c USING COLUMNS ('***')",
        "ALTER TABLE main.sales.guarded ALTER COLUMN card SET TAGS ('card' = 'yes')",
        "CREATE VIEW main.lab.guarded AS SELECT id, card FROM main.sales.guarded",
        `GRANT SELECT ON VIEW main.lab.guarded TO \`${BEN}\``,
      ])
        await done(ADMIN, text);
      expect(await rows(ANA, "SELECT id, card FROM main.sales.guarded ORDER BY id")).toEqual([
        ["0", "***"],
        ["2", "***"],
        ["4", "***"],
      ]);
      expect(await rows(BEN, "SELECT count(*), max(card) FROM main.lab.guarded")).toEqual([["6", "***"]]);
      expect(await rows(ADMIN, "SELECT max(card) FROM main.sales.guarded")).toEqual([["card 4"]]);
    });

    it("who sees a column masked cannot move it elsewhere nor test it while writing", async () => {
      await done(ADMIN, `GRANT MODIFY ON TABLE main.sales.guarded TO \`${ANA}\``);
      const tests = [
        "UPDATE main.sales.guarded SET id = length(card)",
        "UPDATE main.sales.guarded SET id = 0 WHERE card = 'card 2'",
        "DELETE FROM main.sales.guarded WHERE card LIKE 'card%'",
      ];
      for (const text of tests) expect([text, await denied(ANA, text)]).toEqual([text, "0A000"]);
      expect(await rows(ANA, "DELETE FROM main.sales.guarded WHERE id > 0")).toEqual([["2"]]);
      expect(await rows(ADMIN, "SELECT count(*) FROM main.sales.guarded")).toEqual([["1"]]);
      await done(ADMIN, `ALTER TABLE main.sales.guarded DROP ROW FILTER`);
      expect(await rows(ADMIN, "SELECT count(*) FROM main.sales.guarded")).toEqual([["4"]]);
    });

    it("information_schema shows each caller what it may see, the same through a view", async () => {
      const text =
        "SELECT table_name FROM main.information_schema.tables WHERE table_schema = 'sales' ORDER BY ALL";
      expect(
        await rows(
          ANA,
          "SELECT table_name FROM main.information_schema.tables WHERE table_schema = 'sales' AND table_name IN ('paid', 'returns') ORDER BY table_name",
        ),
      ).toEqual([["paid"], ["returns"]]);
      expect(await rows(BEN, text.replace(" ORDER BY ALL", ""))).toEqual([]);
      await done(
        ADMIN,
        "CREATE VIEW main.lab.names AS SELECT table_schema FROM main.information_schema.tables",
      );
      await done(ADMIN, `GRANT SELECT ON VIEW main.lab.names TO \`${BEN}\``);
      expect(await rows(BEN, "SELECT count(*) FROM main.lab.names WHERE table_schema = 'sales'")).toEqual([
        ["0"],
      ]);
      expect(await denied(BEN, "SELECT * FROM vault.information_schema.tables")).toBe("42P01");
    });
  });

  describe("changes", () => {
    it("INSERT takes columns in any order, refuses what does not fit, and writes nothing then", async () => {
      await done(ADMIN, "CREATE TABLE main.lab.kept (id BIGINT NOT NULL, day DATE, tags ARRAY<STRING>)");
      expect(await rows(ADMIN, "INSERT INTO main.lab.kept (tags, id) VALUES (array('x'), 1)")).toEqual([
        ["1", "1"],
      ]);
      expect(await denied(ADMIN, "INSERT INTO main.lab.kept VALUES (2)")).toBe("21S01");
      expect(await denied(ADMIN, "INSERT INTO main.lab.kept (id, nothing) VALUES (2, 3)")).toBe("42703");
      expect(await denied(ADMIN, "INSERT INTO main.lab.kept (day) VALUES (DATE '2026-01-01')")).toBe("23502");
      expect(
        await denied(ADMIN, "INSERT OVERWRITE main.lab.kept SELECT CAST('x' AS BIGINT), NULL, NULL"),
      ).toBe("22018");
      expect(await rows(ADMIN, "SELECT id, day, to_json(tags) FROM main.lab.kept")).toEqual([
        ["1", null, '["x"]'],
      ]);
    });

    it("a statement may read what it writes", async () => {
      await done(ADMIN, "INSERT INTO main.lab.kept SELECT id + 1, day, tags FROM main.lab.kept");
      await done(ADMIN, "INSERT OVERWRITE main.lab.kept SELECT id * 10, day, tags FROM main.lab.kept");
      expect(await rows(ADMIN, "SELECT id FROM main.lab.kept ORDER BY id")).toEqual([["10"], ["20"]]);
      await done(ADMIN, `GRANT SELECT ON TABLE main.lab.kept TO \`${BEN}\``);
      await done(
        ADMIN,
        "CREATE OR REPLACE TABLE main.lab.kept AS SELECT id FROM main.lab.kept WHERE id > 10",
      );
      expect(await rows(BEN, "SELECT * FROM main.lab.kept")).toEqual([["20"]]);
    });

    it("UPDATE and DELETE count rows and are refused without MODIFY", async () => {
      await done(ADMIN, "CREATE OR REPLACE TABLE main.lab.kept AS SELECT id, id % 2 AS part FROM range(6)");
      expect(await denied(BEN, "UPDATE main.lab.kept SET part = 0")).toBe("42501");
      expect(await rows(ADMIN, "UPDATE main.lab.kept SET part = part + 5 WHERE part = 1")).toEqual([["3"]]);
      expect(
        await rows(
          ADMIN,
          "DELETE FROM main.lab.kept WHERE id IN (SELECT id FROM main.private.secrets WHERE id > 1)",
        ),
      ).toEqual([["2"]]);
      expect(await denied(ADMIN, "UPDATE main.lab.kept SET part = 1 / 0")).toBe("22012");
      expect(await rows(ADMIN, "SELECT id, part FROM main.lab.kept ORDER BY id")).toEqual([
        ["0", "0"],
        ["1", "6"],
        ["4", "0"],
        ["5", "6"],
      ]);
      await done(ADMIN, "TRUNCATE TABLE main.lab.kept");
      expect(await rows(ADMIN, "SELECT count(*) FROM main.lab.kept")).toEqual([["0"]]);
    });

    it("what is dropped is gone and its name is free again", async () => {
      await done(ADMIN, "DROP TABLE main.lab.kept");
      expect(await denied(ADMIN, "SELECT 1 FROM main.lab.kept")).toBe("42P01");
      await done(ADMIN, "CREATE TABLE main.lab.kept (other STRING)");
      expect(await rows(ADMIN, "SELECT count(other) FROM main.lab.kept")).toEqual([["0"]]);
      expect(await denied(ADMIN, "DROP VIEW main.lab.kept")).toBe("42809");
      expect(await denied(ADMIN, "CREATE TABLE main.lab.kept (x INT)")).not.toBeNull();
      await done(ADMIN, "CREATE TABLE IF NOT EXISTS main.lab.kept (x INT)");
    });

    it("a schema goes with what is in it only by CASCADE", async () => {
      await done(ADMIN, "CREATE SCHEMA main.short");
      await done(ADMIN, "CREATE TABLE main.short.one AS SELECT 1 AS one");
      expect(await denied(ADMIN, "DROP SCHEMA main.short")).toBe("2BP01");
      await done(ADMIN, "DROP SCHEMA main.short CASCADE");
      await done(ADMIN, "DROP SCHEMA IF EXISTS main.short");
      expect(await denied(ADMIN, "DROP SCHEMA main.short")).toBe("42704");
    });

    it("the type of a column decides what is kept", async () => {
      expect(await denied(ADMIN, "CREATE TABLE main.lab.naive (at TIMESTAMP_NTZ)")).toBe("0A000");
      expect(await denied(ADMIN, "CREATE TABLE main.lab.twice AS SELECT 1 AS a, 2 AS A")).toBe("42711");
    });
  });

  describe("shows", () => {
    it("SHOW and DESCRIBE follow what the caller may see", async () => {
      expect(await rows(BEN, "SHOW TABLES IN main.sales")).toEqual([]);
      expect(await rows(ANA, "SHOW TABLES IN main.sales LIKE 'pa*|nothing'")).toEqual([
        ["sales", "paid", "false"],
      ]);
      expect(await rows(ANA, "SHOW TABLES IN CATALOG main SCHEMA LIKE 's.les' LIKE 'paid'")).toEqual([
        ["sales", "paid", "false", null, "main", "TABLE", null],
      ]);
      expect(await rows(ANA, "DESCRIBE TABLE main.sales.paid")).toEqual([
        ["id", "bigint", null],
        ["amount", "decimal(10,2)", null],
        ["note", "string", null],
      ]);
      expect(await denied(BEN, "DESCRIBE TABLE main.sales.paid")).toBe("42P01");
      expect(await rows(ANA, "SHOW COLUMNS IN main.sales.paid")).toEqual([["id"], ["amount"], ["note"]]);
    });

    it("SHOW GRANTS tells where a grant was given, to others only their own", async () => {
      const own = await rows(BEN, "SHOW GRANTS ON SCHEMA main.lab");
      expect(own).toContainEqual([BEN, "USE SCHEMA", "SCHEMA", "main.lab"]);
      expect(own).toContainEqual([BEN, "USE CATALOG", "CATALOG", "main"]);
      expect(JSON.stringify(own)).not.toContain(ANA);
      expect(await rows(ADMIN, `SHOW GRANTS \`${ANA}\` ON SCHEMA main.lab`)).toContainEqual([
        ANA,
        "CREATE TABLE",
        "SCHEMA",
        "main.lab",
      ]);
    });

    it("DESCRIBE HISTORY lists the versions, the newest first", async () => {
      const history = await rows(ANA, "DESCRIBE HISTORY main.sales.paid");
      expect(Array.isArray(history) ? history.map((row) => [row[0], row[2], row[3]]) : history).toEqual([
        ["1", ADMIN, "WRITE"],
        ["0", ADMIN, "CREATE TABLE"],
      ]);
    });
  });

  describe("telemetry", () => {
    const history = async (marker: string) => {
      await emulator.simulation.advanceTo(emulator.farFuture);
      return rows(
        ADMIN,
        `SELECT execution_status, statement_type, produced_rows, written_rows FROM system.query.history WHERE statement_text LIKE '%${marker}%' AND executed_by <> '${ADMIN}'`,
      );
    };

    it("statements that were run, refused and canceled are told apart", async () => {
      await emulator.sql(ANA, "SELECT id AS marked_run FROM main.sales.paid");
      await emulator.sql(BEN, "SELECT id AS marked_refused FROM main.sales.paid");
      await emulator.sql(ANA, "CREATE TABLE main.lab.marked_written AS SELECT id FROM range(7)");
      const signal = AbortSignal.abort();
      const caller = {
        principalId: emulator.ids.ana,
        workspaceId: "1001",
        warehouseId: "ab12",
        address: "198.51.100.7",
        userAgent: "test",
        application: "test",
        tokenId: null,
      };
      const canceled = await emulator.simulation.statements.run({
        caller,
        statementId: "00000000-0000-4000-a000-000000000001",
        text: "SELECT id AS marked_canceled FROM main.sales.paid",
        parameters: [],
        catalog: null,
        schema: null,
        rowLimit: null,
        signal,
      });
      expect(canceled).toEqual({ kind: "canceled" });
      expect(await history("marked_run")).toEqual([["FINISHED", "SELECT", "3", "0"]]);
      expect(await history("marked_refused")).toEqual([["FAILED", "SELECT", "0", "0"]]);
      expect(await history("marked_canceled")).toEqual([["CANCELED", "SELECT", "0", "0"]]);
      expect(await history("marked_written")).toEqual([["FINISHED", "CREATE", "0", "7"]]);
    });
  });

  describe("hostile texts", () => {
    it.each([
      "SELECT * FROM read_csv('/etc/passwd')",
      "SELECT read_text('/etc/passwd')",
      "SELECT * FROM '/etc/passwd'",
      "SELECT * FROM `/etc/passwd`",
      "SELECT * FROM csv.`/etc/passwd`",
      "COPY main.sales.paid TO '/tmp/out.csv'",
      "ATTACH '/tmp/other.db'",
      "INSTALL httpfs",
      "PRAGMA database_list",
      "CALL duckdb_tables()",
      "SELECT * FROM duckdb_tables()",
      "SELECT * FROM duckdb_secrets()",
      "SELECT current_setting('memory_limit')",
      "SELECT getenv('HOME')",
      "SELECT * FROM telemetry.account",
      "SELECT * FROM memory.telemetry.account",
      "SELECT * FROM rows.`main.private.secrets`",
      "SELECT * FROM statement_results.r1",
      "SELECT * FROM main.pg_catalog.pg_tables",
      "SELECT * FROM information_schema.nothing",
      "SELECT * FROM query('SELECT 1')",
      "SELECT COLUMNS('.*') FROM main.sales.paid",
      "SELECT rowid FROM main.sales.paid",
      "SELECT _version FROM main.sales.paid",
      "SELECT id FROM main.sales.paid; DROP TABLE main.sales.paid",
      'SELECT `id"; DROP SCHEMA telemetry; --` FROM main.sales.paid',
      "SELECT id FROM main.sales.paid AS `x\" CROSS JOIN telemetry.account AS \"y` WHERE account_id = ''",
      "SELECT id FROM main.sales.paid WHERE note = 'a\\' UNION SELECT account_id FROM telemetry.account --'",
      "CREATE FUNCTION main.lab.leak() RETURNS STRING RETURN read_text('/etc/passwd')",
      'SELECT 1 AS `a\u0000b"` FROM `main`.`sales`.`pa"id`',
    ])("%s comes to nothing", async (text) => {
      const seen = await emulator.sql(ANA, text);
      expect(seen.state).toBe(text.includes("note = 'a") ? "SUCCEEDED" : "FAILED");
      expect(seen.rows).toEqual([]);
      expect(seen.message).not.toMatch(/telemetry\.account\b.*(?:does not exist|candidate)|root:/i);
      expect(seen.message).not.toContain("INTERNAL_ERROR");
    });
  });
});
